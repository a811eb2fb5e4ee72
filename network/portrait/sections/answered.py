"""Who answered what in the annual report, component by component: exceptions are named, the usual is folded."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from network.portrait.filters import COMPONENTS, Filters
from network.portrait.reader import Reader
from network.portrait.section import Section
from network.portrait.totals.answered import AnsweredYear, ReportAnswers, Tally, read_answered
from network.portrait.totals.filed import EXCUSED
from organisms.models import Component
from roriq_portal.files.spreadsheets import Cell, Table
from roriq_portal.fiscal_year import format_state_year
from roriq_portal.formats.numbers import BLANK, format_number
from roriq_portal.formats.phrases import counted
from roriq_portal.formats.rates import format_rate

SLUG = "reponses"
AWAY, WHOLE, PARTLY, EMPTY = "away", "whole", "partly", "empty"
BY_COMPONENT, BY_LINE = "Qui a répondu, par volet", "Qui a répondu, par question"


@dataclass(frozen=True)
class AnswerCell:
    """`kind`: how it is drawn; `words`: what it says, and `more`, which a phone has no room for."""

    kind: str
    words: str
    more: str = ""


@dataclass(frozen=True)
class AnswerRow:
    name: str
    address: str
    why: str
    cells: tuple[AnswerCell, ...]


@dataclass(frozen=True)
class Column:
    number: int
    words: str
    rate: str


@dataclass(frozen=True)
class Answered:
    """`rows`: the organisms with something to say; `whole`: the names of the others, « Les 14 organismes qui … »."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[AnswerRow, ...]
    whole: tuple[str, ...]
    excused: tuple[str, ...]

    @property
    def whole_words(self) -> str:
        return f"{counted(len(self.whole), 'organisme qui a', 'organismes qui ont')} tout répondu"

    @property
    def excused_words(self) -> str:
        return f"{counted(len(self.excused), 'organisme dispensé', 'organismes dispensés')}"


def answered_section(reader: Reader) -> Section:
    """Return who answered what of the annual reports of the year; a report that was not filed says what it lacks."""
    filters = reader.filters
    year = read_answered(filters.year, reader.asked_lines)
    reports = [row for row in year.reports if _is_shown(reader, row)]
    components = [number for number in Component.values if filters.component in (None, number)]
    asked = [row for row in reports if row.why != EXCUSED and set(row.components) & set(components)]
    drawn = Answered(
        caption=f"Rapport annuel {filters.year_words}\u00a0: questions restées sans nombre, par organisme et par volet",
        columns=tuple(_column(year, asked, number) for number in components),
        rows=tuple(_row(reader, year, row, components) for row in asked if not _is_whole(year, row, components)),
        whole=tuple(_name(reader, row) for row in asked if _is_whole(year, row, components)),
        excused=tuple(_name(reader, row) for row in reports if row.why == EXCUSED),
    )
    return Section(
        slug=SLUG,
        title="Qui a répondu à quoi",
        intro="Rapport annuel. Seules les exceptions sont nommées.",
        said=_said(drawn, asked),
        template="network/portrait/sections/answered.html",
        drawn=drawn,
        tables=(_by_component(reader, year, reports, components), _by_line(reader, year, reports, components)),
        source=f"les rapports annuels de {format_state_year(filters.year)}, déposés ou en préparation.",
        notes=("Le fichier dit chaque question de chaque organisme, et ce qui fut inscrit à la main.",),
        empty="" if asked else _nothing(filters),
        has_twin=False,
    )


def _nothing(filters: Filters) -> str:
    coming = "ce tableau viendra avec la campagne"
    return f"Aucun rapport annuel de {format_state_year(filters.year)} n’est demandé\u00a0: {coming}."


def _is_shown(reader: Reader, row: ReportAnswers) -> bool:
    return reader.region_id in (None, reader.organisms[row.organism_id].region_id)


def _name(reader: Reader, row: ReportAnswers) -> str:
    return reader.organisms[row.organism_id].name


def _tallies(year: AnsweredYear, row: ReportAnswers, components: Sequence[int]) -> list[Tally | None]:
    return [year.tally(row, number) for number in components]


def _is_whole(year: AnsweredYear, row: ReportAnswers, components: Sequence[int]) -> bool:
    return not row.why and all(tally is None or tally.is_whole for tally in _tallies(year, row, components))


def _column(year: AnsweredYear, reports: Sequence[ReportAnswers], component: int) -> Column:
    total = sum(filter(None, (year.tally(row, component) for row in reports)), Tally())
    rate = format_rate(total.answered - total.not_known, total.asked) if total.asked else BLANK
    return Column(component, COMPONENTS[Component(component)], rate)


def _row(reader: Reader, year: AnsweredYear, row: ReportAnswers, components: Sequence[int]) -> AnswerRow:
    cells = tuple(_cell(tally) for tally in _tallies(year, row, components))
    address = reverse("organisms:organism-detail", args=[row.organism_id])
    return AnswerRow(_name(reader, row), address, row.why, cells)


def _cell(tally: Tally | None) -> AnswerCell:
    if tally is None or not tally.asked:
        return AnswerCell(AWAY, "non offert" if tally is None else "pas commencé")
    if tally.empty:
        return AnswerCell(EMPTY, format_number(tally.empty), f"sur {format_number(tally.asked)}")
    if tally.not_known:
        return AnswerCell(PARTLY, format_number(tally.not_known), "n.\u00a0d.")
    return AnswerCell(WHOLE, "tout répondu")


def _said(drawn: Answered, asked: Sequence[ReportAnswers]) -> str:
    """« 14 organismes sur 25 ont un nombre, un zéro ou « s. o. » partout. Deux n’ont pas déposé. »"""
    if not asked:
        return ""
    verb = "a" if len(drawn.whole) <= 1 else "ont"
    whole = f"{counted(len(drawn.whole), 'organisme')} sur {format_number(len(asked))} {verb} répondu partout."
    late = sum(bool(row.why) for row in asked)
    if not late:
        return whole
    return f"{whole} {format_number(late)} n’{'a' if late == 1 else 'ont'} pas déposé."


def _by_component(
    reader: Reader, year: AnsweredYear, reports: Sequence[ReportAnswers], components: Sequence[int]
) -> Table:
    head = ["Organisme", "Région", "État"]
    for number in components:
        words = COMPONENTS[Component(number)]
        head += [words, f"{words}, sans réponse", f"{words}, n. d.", f"{words}, s. o.", f"{words}, à la main"]
    rows: list[list[Cell]] = []
    for row in reports:
        organism = reader.organisms[row.organism_id]
        cells: list[Cell] = [organism.name, organism.region.name, row.why or "déposé"]
        for tally in _tallies(year, row, components):
            cells += (
                [None] * 5
                if tally is None
                else [tally.asked, tally.empty, tally.not_known, tally.not_asked, tally.by_hand]
            )
        rows.append(cells)
    return Table(BY_COMPONENT, head, rows)


def _by_line(reader: Reader, year: AnsweredYear, reports: Sequence[ReportAnswers], components: Sequence[int]) -> Table:
    lines = [line for line in year.lines if line.component in components]
    rows: list[list[Cell]] = [
        [_name(reader, row), row.why or "déposé", *(row.words.get(line.key) for line in lines)] for row in reports
    ]
    return Table(BY_LINE, ("Organisme", "État", *(line.number for line in lines)), rows)
