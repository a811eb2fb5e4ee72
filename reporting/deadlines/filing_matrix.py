"""The filing matrix of a State year: organisms down, what is due across, and in each square where it stands."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from reporting.deadlines.forms import MatrixFilterForm
from reporting.deadlines.obligations import Span
from reporting.deadlines.standing import COLUMN_ORDER, DONE, NOT_ASKED, TO_DO, TOLD_LATE, Obligation
from reporting.workflow.status import LATE, OTHERS, QUIET, SETTLED, SIGNS, YOURS
from roriq_portal.files.spreadsheets import Table
from roriq_portal.formats.days import format_day
from roriq_portal.formats.phrases import counted

MOST_MARKS = 2
# What a square with many things shows first
WORST = (TOLD_LATE, TO_DO, DONE, NOT_ASKED)
LEGEND = [
    (LATE, "En retard"),
    (YOURS, "À vous"),
    (OTHERS, "Chez d’autres"),
    (SETTLED, "Réglé"),
    (QUIET, "À venir, ou pas demandé"),
]
HEAD = [
    "Organisme", "Région", "Livrable", "Entente", "Bailleurs", "Période du", "Au", "Échéance", "État", "Remis le",
    "Jours de retard", "Dernier geste", "Numéro",
]  # fmt: skip


class Chosen(NamedTuple):
    """The State year and the facets that an address asks, and what answers them; `span`: the days of every year."""

    form: MatrixFilterForm
    things: list[Obligation]
    year: int
    span: Span


@dataclass(frozen=True)
class Mark:
    """One sign of a square, with the words that a reader without colours gets."""

    turn: str
    sign: str
    words: str
    title: str
    url: str


@dataclass(frozen=True)
class Square:
    column: str
    marks: list[Mark]


@dataclass(frozen=True)
class Line:
    organism: str
    region: str
    squares: list[Square]
    things: list[Obligation]


@dataclass(frozen=True)
class Matrix:
    columns: list[str]
    lines: list[Line]

    @property
    def words(self) -> str:
        """« 12 remis sur 30, dont 4 en retard encore. »"""
        asked = [obligation for line in self.lines for obligation in line.things if obligation.standing != NOT_ASKED]
        done = sum(obligation.standing == DONE for obligation in asked)
        late = sum(obligation.is_late for obligation in asked)
        end = f"\u00a0; {late} en retard" if late else ""
        return f"{done} remis sur {len(asked)}{end}."


def legend() -> list[dict]:
    return [{"turn": turn, "words": words, "sign": SIGNS[turn]} for turn, words in LEGEND]


def columns_of(things: Iterable[Obligation]) -> list[str]:
    """Return the columns: the annual report, then programme by programme, in the order of the kinds."""
    order = {
        obligation.column: (
            obligation.kind != "annual",
            obligation.column.partition(",")[0],
            COLUMN_ORDER.index(obligation.kind),
        )
        for obligation in things
    }
    return sorted(order, key=order.__getitem__)


def matrix_of(things: Iterable[Obligation]) -> Matrix:
    """Lay things out, organisms by region then name."""
    things = list(things)
    columns = columns_of(things)
    by_organism: dict[int, list[Obligation]] = defaultdict(list)
    for obligation in things:
        by_organism[obligation.organism.pk].append(obligation)
    lines = [_line(of_organism, columns) for of_organism in by_organism.values()]
    return Matrix(columns, sorted(lines, key=lambda line: (line.region, line.things[0].organism.sort_name)))


def _line(things: list[Obligation], columns: list[str]) -> Line:
    organism = things[0].organism
    squares = [
        _square(column, [obligation for obligation in things if obligation.column == column]) for column in columns
    ]
    return Line(organism.name, organism.region.name, squares, things)


def _square(column: str, things: list[Obligation]) -> Square:
    if len(things) > MOST_MARKS:
        worst = min(things, key=lambda obligation: WORST.index(obligation.standing))
        done = sum(obligation.standing == DONE for obligation in things)
        words = f"{done} remis sur {len(things)}"
        return Square(column, [Mark(worst.turn, worst.sign, words, f"{words}. {mark_words(worst)}", worst.url)])
    return Square(
        column,
        [
            Mark(obligation.turn, obligation.sign, obligation.words, mark_words(obligation), obligation.url)
            for obligation in things
        ],
    )


def mark_words(thing: Obligation) -> str:
    """« Rapport final RB-2026-0012, entente MIN-2024-031 : Transmis; dernier geste le 1er juin 2026, échéance … »."""
    source = f"entente {thing.reference}" if thing.reference else thing.for_words.lower()
    title = " ".join(filter(None, (thing.title, _number(thing))))
    words = f"{title}, {source}\u00a0: {thing.words}"
    late = f", {counted(thing.late_days, 'jour')} de retard" if thing.late_days else ""
    last = f"; dernier geste le {format_day(thing.last_on)}" if thing.last_on else ""
    return f"{words}{late}, échéance le {format_day(thing.due_on)}{last}"


def filing_table(things: Iterable[Obligation]) -> Table:
    """Return one row for each obligation; days late are numbers."""
    return Table("Dépôts", HEAD, [_cells(obligation) for obligation in things])


def _cells(obligation: Obligation) -> list:
    days = [obligation.first_day, obligation.last_day, obligation.due_on]
    return [
        obligation.organism.name,
        obligation.organism.region.name,
        obligation.title,
        obligation.reference,
        ", ".join(map(str, obligation.funders)),
        *(day.isoformat() for day in days),
        "En retard" if obligation.is_late else obligation.words,
        obligation.done_on.isoformat() if obligation.done_on else "",
        obligation.late_days or "",
        obligation.last_on.isoformat() if obligation.last_on else "",
        _number(obligation),
    ]


def _number(obligation: Obligation) -> str:
    """« RA-2026-0001 », once the report was handed in for the first time."""
    return (obligation.report and obligation.report.number) or ""
