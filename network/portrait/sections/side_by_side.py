"""Organisms side by side on one indicator: two years, the target, what is short of it. As filed, no sum."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.urls import reverse

from network.drawing.dots import Dots, dots_on
from network.drawing.scales import Scale, scale_to
from network.portrait.filters import Filters
from network.portrait.reader import Reader
from network.portrait.section import Section
from network.portrait.sections.cells import cell_of
from network.portrait.totals.figures import Figure
from network.portrait.totals.filed import Filed, FiledYear, read_filed
from organisms.form_controls import choice_field, dress
from organisms.models import Indicator, Organism
from roriq_portal.files.spreadsheets import Cell, Table, rate_cell
from roriq_portal.fiscal_year import format_state_year
from roriq_portal.formats.numbers import format_number, unit_for
from roriq_portal.formats.phrases import counted
from roriq_portal.formats.rates import format_percent, round_rate
from roriq_portal.formats.typed import read_digits
from roriq_portal.lists.paging import Pager
from services.counting.achievement import SHORT_OF, Achievement

SLUG = "organismes"
USUAL = "V4.04"
ROWS = 40
MARKS_X, MARKS_WIDE = 440, 440
# Signs of a unit that the end of the axis has room for
LONGEST_UNIT = 12
INDICATOR, ORDER, PAGE = FIELDS = ("indicateur", "ordre", "rang")
ORDERS = {"nombre": "Nombre", "cible": "Atteinte de la cible", "region": "Région"}
ROW_HIGH, HEAD_HIGH, FILE_WIDE = 26, 60, 900
NO_DOTS = Dots("")


@dataclass(frozen=True)
class OrganismRow:
    """One organism: what it filed, and where its marks stand."""

    name: str
    region: str
    address: str
    now: Filed
    before: Filed
    target: Decimal | None
    dots: Dots = NO_DOTS

    @property
    def achievement(self) -> Achievement:
        value = self.now.figure.value
        return Achievement(value, self.target)

    @property
    def target_words(self) -> str:
        return format_number(self.target) if self.target is not None else "–"

    @property
    def now_words(self) -> str:
        return self.now.why or self.now.figure.text


@dataclass(frozen=True)
class PlacedRow:
    """A row in a file: the y of its words and of its marks."""

    row: OrganismRow
    words_y: str
    marks_y: str


@dataclass(frozen=True)
class SideBySide:
    """`rows`: those of this page; `every`: all of them, which files hold. One scale for all; `unit` if it has room."""

    rows: tuple[OrganismRow, ...]
    every: tuple[OrganismRow, ...]
    scale: Scale
    unit: str
    caption: str
    now_words: str
    before_words: str
    pages: Pager

    @property
    def placed(self) -> list["PlacedRow"]:
        """Every row, where it stands in a file."""
        tops = (HEAD_HIGH + rank * ROW_HIGH for rank in range(len(self.every)))
        return [PlacedRow(row, str(top + 17), str(top)) for row, top in zip(self.every, tops, strict=True)]

    @property
    def heads(self) -> list[tuple[str, str]]:
        """The numbers of the scale in a file, each with its x."""
        return [(f"{MARKS_X + float(tick.place) * MARKS_WIDE / 100:g}", tick.words) for tick in self.scale.ticks]

    @property
    def ticks_words(self) -> str:
        return ", ".join(tick.words for tick in self.scale.ticks)


class SideForm(forms.Form):
    indicateur = forms.ChoiceField(label="Indicateur", required=False)
    ordre = forms.ChoiceField(label="Ranger par", required=False, choices=list(ORDERS.items()))

    def __init__(self, data: Mapping[str, str], indicators: Mapping[str, str]):
        self.usual = USUAL if USUAL in indicators else next(iter(indicators), "")
        chosen = {INDICATOR: data.get(INDICATOR) or self.usual, ORDER: data.get(ORDER) or next(iter(ORDERS))}
        super().__init__(chosen)
        field = choice_field(self, INDICATOR)
        field.choices = [(code, f"{code} {words}") for code, words in indicators.items()]
        field.error_messages["invalid_choice"] = f"Cet indicateur n’est pas dans la liste\u00a0: voici {self.usual}."
        choice_field(self, ORDER).error_messages["invalid_choice"] = "Cet ordre n’est pas dans la liste."
        dress(self)
        self.is_valid()

    @property
    def code(self) -> str:
        return self.cleaned_data.get(INDICATOR) or self.usual

    @property
    def order(self) -> str:
        return self.cleaned_data.get(ORDER) or next(iter(ORDERS))


def side_by_side_section(filters: Filters, reader: Reader) -> Section:
    """Return the organisms beside one another; « en cours » compares what is filed, so the newest filed years."""
    offered = {code: reader.words_of(code) for code, row in reader.indicators.items() if not row.is_ratio}
    form = SideForm(filters.choices, offered)
    indicator = reader.indicators[form.code]
    filed = read_filed(indicator, (filters.year, filters.year - 1))
    rows = _ordered(_rows(reader, filed[filters.year], filed[filters.year - 1]), form.order)
    drawn = _drawn(filters, indicator, offered[form.code], rows)
    has_number = any(row.now.figure.value is not None for row in rows)
    return Section(
        slug=SLUG,
        title="Organismes côte à côte",
        intro=_intro(indicator),
        said=_said(indicator, rows),
        template="network/portrait/sections/side_by_side.html",
        drawn=drawn,
        tables=(_table(filters, indicator, offered[form.code], rows),),
        source="les versions approuvées des rapports annuels, telles que déposées\u00a0; les cibles des ententes.",
        notes=() if has_number else (_nothing(filters),),
        empty="" if rows else _nothing(filters),
        form=form,
        own_choices=FIELDS,
        has_twin=False,
        svg="network/portrait/sections/side_by_side.svg",
        svg_size=(FILE_WIDE, HEAD_HIGH + len(rows) * ROW_HIGH + ROW_HIGH),
    )


def _intro(indicator: Indicator) -> str:
    if indicator.is_distinct:
        return "Tels que déposés. Des unités distinctes\u00a0: aucune somme."
    return "Tels que déposés, chacun à côté de sa cible."


def _nothing(filters: Filters) -> str:
    coming = "les nombres viendront avec les approbations"
    return f"Aucun rapport de {format_state_year(filters.year)} n’est encore approuvé\u00a0: {coming}."


def _rows(reader: Reader, now: FiledYear, before: FiledYear) -> list[OrganismRow]:
    keys = [
        key
        for key, organism in reader.organisms.items()
        if key in now.by_organism.keys() | before.by_organism.keys() and reader.region_id in (None, organism.region_id)
    ]
    return [_row(reader.organisms[key], now, before) for key in keys]


def _row(organism: Organism, now: FiledYear, before: FiledYear) -> OrganismRow:
    return OrganismRow(
        name=organism.name,
        region=organism.region.name,
        address=reverse("organisms:organism-detail", args=[organism.pk]),
        now=now.by_organism.get(organism.pk, Filed()),
        before=before.by_organism.get(organism.pk, Filed()),
        target=now.targets.get(organism.pk),
    )


def _ordered(rows: Sequence[OrganismRow], order: str) -> list[OrganismRow]:
    """Return rows in an order, those without a number last, by name: a hidden number has no rank that would tell it."""
    return sorted(rows, key=KEYS[order])


def _by_number(row: OrganismRow) -> tuple:
    value = row.now.figure.value
    return value is None, -(value or 0)


def _by_target(row: OrganismRow) -> tuple:
    share = row.achievement.share
    return share is None, -(share or 0)


def _by_region(row: OrganismRow) -> tuple:
    return row.region, row.now.figure.value is None, -(row.now.figure.value or 0)


KEYS: dict[str, Callable[[OrganismRow], tuple]] = {"nombre": _by_number, "cible": _by_target, "region": _by_region}


def _drawn(filters: Filters, indicator: Indicator, words: str, rows: Sequence[OrganismRow]) -> SideBySide:
    values = [value for row in rows for value in (row.now.figure.value, row.before.figure.value, row.target)]
    scale = scale_to(values)
    marked = tuple(with_dots(row, scale) for row in rows)
    shown, pages = page_of(filters, marked)
    return SideBySide(
        rows=shown,
        every=marked,
        scale=scale,
        unit=unit_on(scale, indicator.unit, indicator.unit_plural),
        caption=f"{indicator.code}, {words}, par organisme, {filters.year_words}",
        now_words=filters.year_words,
        before_words=f"{filters.year - 1}-{filters.year}",
        pages=pages,
    )


def unit_on(scale: Scale, unit: str, plural: str) -> str:
    """Return the unit that stands at the end of a scale; empty where it has no room there."""
    words = unit_for(Decimal(int(scale.top)), unit, plural)
    return words if len(words) <= LONGEST_UNIT else ""


def with_dots(row: OrganismRow, scale: Scale) -> OrganismRow:
    """Return a row with its marks on the scale of all."""
    now, before = row.now.figure.value, row.before.figure.value
    dots = dots_on(scale, now, before, row.target, is_short=row.achievement.is_short)
    return OrganismRow(row.name, row.region, row.address, row.now, row.before, row.target, dots)


def page_of(filters: Filters, marked: Sequence[OrganismRow]) -> tuple[tuple[OrganismRow, ...], Pager]:
    """Return the rows of the page that was asked, forty at most, and the pages beside it."""
    last = max(-(-len(marked) // ROWS), 1)
    number = min(max(read_digits(filters.choices.get(PAGE, ""), 3) or 1, 1), last)

    def address(beside: int) -> str:
        return f"{filters.query(rang=str(beside))}#p-{SLUG}" if 1 <= beside <= last else ""

    words = f"Page {number} sur {last}"
    pages = (
        Pager(address(number - 1), address(number + 1), words, label="Pages des organismes") if last > 1 else Pager()
    )
    return tuple(marked[(number - 1) * ROWS : number * ROWS]), pages


def _said(indicator: Indicator, rows: Sequence[OrganismRow]) -> str:
    """« Les 20 organismes dont le nombre se lit vont de 27 à 431 familles. Un seul est à moins de 85 %… »."""
    values = [number for row in rows if (number := row.now.figure.number) is not None]
    if len(values) < 2:
        return ""
    least, most = min(values), max(values)
    unit = unit_for(most, indicator.unit, indicator.unit_plural)
    sentence = f"Les {counted(len(values), 'organisme')} dont le nombre se lit vont de {format_number(least)} à "
    return f"{sentence}{format_number(most)}\u00a0{unit}. {short_words(rows)}".strip()


def short_words(rows: Sequence[OrganismRow]) -> str:
    """Return how many are short of their target; nothing where none has one."""
    aimed = [row for row in rows if row.achievement.share is not None]
    short = sum(row.achievement.is_short for row in aimed)
    if not aimed:
        return ""
    if not short:
        return f"Aucun n’est à moins de {format_percent(Decimal(SHORT_OF))} de sa cible."
    least = f"à moins de {format_percent(Decimal(SHORT_OF))}"
    if short == 1:
        return f"Un seul est {least} de sa cible."
    return f"{format_number(short)} sont {least} de leur cible."


def _table(filters: Filters, indicator: Indicator, words: str, rows: Sequence[OrganismRow]) -> Table:
    head = ("Organisme", "Région", f"{filters.year - 1}-{filters.year}", filters.year_words, "Cible", "Atteinte")
    body: list[list[Cell]] = [
        [row.name, row.region, _cell(row.before), _cell(row.now), _number(row.target), _rate(row.achievement)]
        for row in rows
    ]
    return Table(f"{indicator.code} par organisme", head, body)


def _cell(filed: Filed) -> Cell:
    return filed.why or cell_of(filed.figure)


def _number(value: Decimal | None) -> Cell:
    return None if value is None else cell_of(Figure("", value))


def _rate(achievement: Achievement) -> Cell:
    share = achievement.share
    return None if share is None else rate_cell(share, 100, round_rate(share, 100, thresholds=[SHORT_OF]))
