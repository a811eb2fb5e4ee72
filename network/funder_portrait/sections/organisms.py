"""The agreements side by side on one line of the form: two years, the target, what is short of it."""

from collections.abc import Sequence

from django.urls import reverse

from network.drawing.scales import scale_to
from network.funder_portrait.lines import AgreementFigure
from network.funder_portrait.reader import FunderReader
from network.funder_portrait.sections.figures import FROZEN, NOTHING_YET
from network.organism_portrait.choice import SectionChoiceForm
from network.portrait.section import Section
from network.portrait.sections.cells import cell_of
from network.portrait.sections.side_by_side import (
    FILE_WIDE,
    HEAD_HIGH,
    PAGE,
    ROW_HIGH,
    OrganismRow,
    SideBySide,
    page_of,
    short_words,
    unit_on,
    with_dots,
)
from network.portrait.totals.figures import Exact, Figure, Source
from network.portrait.totals.filed import Filed
from roriq_portal.files.spreadsheets import Cell, Table, rate_cell
from roriq_portal.formats.rates import round_rate
from services.counting.achievement import SHORT_OF

LINE = "ligne"
FIELDS = (LINE, PAGE)
NOT_SENT = Filed(why="pas transmis")


def organisms_section(reader: FunderReader) -> Section:
    """Return the agreements on the line chosen, by number, then those that have none."""
    year = reader.windows.year
    offered = [(key, _named(reader, key)) for key in _offered(reader)]
    form = SectionChoiceForm(LINE, "Ligne", offered, reader.filters.choices.get(LINE, ""))
    rows = _rows(reader, form.value) if offered else []
    drawn = _drawn(reader, form.value, rows) if rows else None
    total = reader.total(form.value, year) if offered else None
    return Section(
        slug="organismes",
        title="Vos organismes côte à côte",
        intro="Tels que transmis, chacun à côté de sa cible.",
        said=short_words(rows),
        template="network/portrait/sections/side_by_side.html",
        drawn=drawn,
        tables=(_table(reader, rows),) if rows else (),
        source=FROZEN,
        notes=(total.why,) if total and total.why else (),
        empty="" if rows else NOTHING_YET,
        form=form if rows else None,
        own_choices=FIELDS,
        has_twin=False,
        svg="network/portrait/sections/side_by_side.svg" if rows else "",
        svg_size=(FILE_WIDE, HEAD_HIGH + (len(rows) + 1) * ROW_HIGH),
    )


def _offered(reader: FunderReader) -> list[str]:
    """Return the lines of which one agreement at least says a number in the year, those with a target first."""
    year = reader.windows.year
    numbered = [key for key in reader.lines if any(_has_number(row) for row in reader.total(key, year).rows)]
    return sorted(numbered, key=lambda key: not any(row.target for row in reader.total(key, year).rows))


def _has_number(row: AgreementFigure) -> bool:
    return row.figure.value is not None


def _named(reader: FunderReader, key: str) -> str:
    total = reader.total(key, reader.windows.year)
    return f"{total.number} {total.words}".strip()


def _rows(reader: FunderReader, key: str) -> list[OrganismRow]:
    now, before = (
        {row.agreement_id: row for row in reader.total(key, window).rows}
        for window in (reader.windows.year, reader.windows.before)
    )
    rows = [_row(now.get(key), before.get(key)) for key in now.keys() | before.keys()]
    return sorted(rows, key=_by_number)


def _row(now: AgreementFigure | None, before: AgreementFigure | None) -> OrganismRow:
    known = now or before
    assert known is not None  # one of the two years says it
    return OrganismRow(
        name=known.words,
        region=known.region,
        address=reverse("reporting:funder-report-version", args=known.version),
        now=Filed(now.figure) if now else NOT_SENT,
        before=Filed(before.figure) if before else NOT_SENT,
        target=now.target if now else None,
    )


def _by_number(row: OrganismRow) -> tuple[bool, Exact, str]:
    value = row.now.figure.value
    return value is None, -(value or 0), row.name


def _drawn(reader: FunderReader, key: str, rows: Sequence[OrganismRow]) -> SideBySide:
    total = reader.total(key, reader.windows.year)
    values = [value for row in rows for value in (row.now.figure.value, row.before.figure.value, row.target)]
    scale = scale_to(values)
    marked = tuple(with_dots(row, scale) for row in rows)
    shown, pages = page_of(reader.filters, marked)
    return SideBySide(
        rows=shown,
        every=marked,
        scale=scale,
        unit=unit_on(scale, total.unit, total.unit_plural),
        caption=f"{_named(reader, key)}, par entente, {reader.filters.year_words}",
        now_words=reader.filters.year_words,
        before_words=reader.filters.before_words,
        pages=pages,
    )


def _table(reader: FunderReader, rows: Sequence[OrganismRow]) -> Table:
    head = ("Entente", "Région", reader.filters.before_words, reader.filters.year_words, "Cible", "Atteinte")
    return Table("Par entente", head, [_cells(row) for row in rows])


def _cells(row: OrganismRow) -> list[Cell]:
    share = row.achievement.share
    reached = None if share is None else rate_cell(share, 100, round_rate(share, 100, thresholds=[SHORT_OF]))
    target = None if row.target is None else cell_of(Figure("", row.target, Source.REPORTS))
    return [row.name, row.region, _cell(row.before), _cell(row.now), target, reached]


def _cell(filed: Filed) -> Cell:
    return filed.why or cell_of(filed.figure)
