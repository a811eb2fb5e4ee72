"""The agreements side by side on one line of the form: two years, the target, what is short of it."""

from django.urls import reverse

from network.funder_portrait.lines import AgreementFigure, LineTotal
from network.funder_portrait.reader import FunderReader
from network.funder_portrait.sections.figures import FROZEN, NOTHING_YET
from network.organism_portrait.choice import SectionChoiceForm
from network.portrait.section import Section
from network.portrait.sections.side_drawing import (
    PAGE,
    SVG,
    TEMPLATE,
    Compared,
    SideRow,
    short_words,
    side_drawing,
    side_table,
)
from network.portrait.totals.figures import Exact
from network.portrait.totals.filed import Filed

SLUG, TITLE = "organismes", "Vos organismes côte à côte"
LINE = "ligne"
FIELDS = (LINE, PAGE)
NOT_SENT = Filed(why="pas transmis")


def organisms_section(reader: FunderReader) -> Section:
    """Return the agreements on the line chosen, by number, then those that have none."""
    offered = [(key, _named(reader, key)) for key in _offered(reader)]
    form = SectionChoiceForm(LINE, "Ligne", offered, reader.filters.choices.get(LINE, ""))
    if not offered:
        return Section(SLUG, TITLE, "", None, (), "", empty=NOTHING_YET)
    rows, compared = _rows(reader, form.value), _compared(reader, form.value)
    drawn, why = side_drawing(rows, compared, reader.filters, f"p-{SLUG}"), _total(reader, form.value).why
    return Section(
        slug=SLUG,
        title=TITLE,
        intro="Tels que transmis, chacun à côté de sa cible.",
        said=short_words(rows, _total(reader, form.value).number),
        template=TEMPLATE,
        drawn=drawn,
        tables=(side_table("Par entente", rows, compared),),
        source=FROZEN,
        notes=(why,) if why else (),
        form=form,
        own_choices=FIELDS,
        has_twin=False,
        svg=SVG,
        svg_size=drawn.size,
    )


def _total(reader: FunderReader, key: str) -> LineTotal:
    return reader.total(key, reader.windows.year)


def _compared(reader: FunderReader, key: str) -> Compared:
    total, filters = _total(reader, key), reader.filters
    is_rate = any(row.figure.is_rate for row in total.rows)
    return Compared(
        who="Entente",
        caption=f"{_named(reader, key)}, par entente, {filters.year_words}",
        unit="%" if is_rate else total.unit,
        unit_plural="%" if is_rate else total.unit_plural,
        now_words=filters.year_words,
        before_words=filters.before_words,
    )


def _offered(reader: FunderReader) -> list[str]:
    """Return the lines of which one agreement at least says a number in the year, those with a target first."""
    numbered = [key for key in reader.lines if any(_has_number(row) for row in _total(reader, key).rows)]
    return sorted(numbered, key=lambda key: not any(row.target for row in _total(reader, key).rows))


def _has_number(row: AgreementFigure) -> bool:
    return row.figure.value is not None


def _named(reader: FunderReader, key: str) -> str:
    total = _total(reader, key)
    return f"{total.number} {total.words}".strip()


def _rows(reader: FunderReader, key: str) -> list[SideRow]:
    now, before = (
        {row.agreement_id: row for row in reader.total(key, window).rows}
        for window in (reader.windows.year, reader.windows.before)
    )
    rows = [_row(now.get(key), before.get(key)) for key in now.keys() | before.keys()]
    return sorted(rows, key=_by_number)


def _row(now: AgreementFigure | None, before: AgreementFigure | None) -> SideRow:
    known = now or before
    assert known is not None  # one of the two years says it
    return SideRow(
        name=known.words,
        region=known.region,
        address=reverse("reporting:funder-report-version", args=known.version),
        now=Filed(now.figure) if now else NOT_SENT,
        before=Filed(before.figure) if before else NOT_SENT,
        target=now.target if now else None,
    )


def _by_number(row: SideRow) -> tuple[bool, Exact, str]:
    value = row.now.figure.value
    return value is None, -(value or 0), row.name
