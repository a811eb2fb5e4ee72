"""The burden of one organism in one State year, or what one of its funders asks there: page and files read this."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from organisms.models import User
from reporting.monitoring.burden.drawing import Piece, bar_of
from reporting.monitoring.burden.facts import AskedReport, forms_of, read_reports, read_totals
from reporting.monitoring.burden.idea_rows import IdeaView, idea_views
from reporting.monitoring.burden.ideas import asked_lines, ideas_of, lines_by_form, reasons_of
from reporting.monitoring.burden.place_names import place_names
from reporting.monitoring.burden.reasons import Reason, ReasonRow, rows_of, spared_of
from reporting.monitoring.burden.tally import Tally, total_of
from roriq_portal.fiscal_year import format_state_year
from roriq_portal.formats.numbers import SPACE, format_number
from roriq_portal.formats.phrases import agree, counted
from services.models.declaration import AnswerState


@dataclass(frozen=True)
class Difference:
    """What a number became since the year before; `sign` names the drawing beside it."""

    words: str
    sign: str


@dataclass(frozen=True)
class Hours:
    """The hours spent on accountability that the annual reports declare (F.01). `said`: how many reports say them."""

    total: Decimal | None
    said: int
    not_collected: int
    asked: int

    @property
    def words(self) -> str:
        """« 148 h », « n. d. » where it was not collected, « – » where nobody answered."""
        if self.total is not None:
            return f"{format_number(self.total)}{SPACE}h"
        return f"n.{SPACE}d." if self.not_collected else "–"


@dataclass(frozen=True)
class BurdenRow:
    """One row of questions: of a funder, of a form, of an organism."""

    words: str
    detail: str
    tally: Tally
    bar: tuple[Piece, ...]
    funder_id: int | None = None


@dataclass(frozen=True)
class Basis:
    """What the numbers stand on: frozen versions, drafts and when they were counted, reports not counted yet."""

    reports: int
    frozen: int
    drafts: int
    drafts_at: datetime | None
    uncounted: int


@dataclass(frozen=True)
class OrganismBurden:
    """`before` None: no report of the year before was counted. `ideas` of one funder stay empty: they name others."""

    name: str
    year: int
    basis: Basis
    total: Tally
    before: Tally | None
    hours: Hours
    hours_before: Hours | None
    hours_two_before: Hours | None
    funders: tuple[BurdenRow, ...]
    forms: tuple[BurdenRow, ...]
    reasons: tuple[ReasonRow, ...]
    ideas: tuple[IdeaView, ...] = ()
    spared: int = 0
    by_days: int = 0
    years: tuple[int, ...] = field(default=())

    @property
    def year_words(self) -> str:
        return format_state_year(self.year)

    @property
    def number_of_funders(self) -> int:
        return sum(row.funder_id is not None for row in self.funders)


def read_organism_burden(user: User, organism_id: int, name: str, year: int, *, funder: int = 0) -> OrganismBurden:
    """Return the burden of an organism in a State year. `funder`: what that one asks only, beside no other."""
    reports = read_reports(user, year, organism_id=organism_id)
    past = read_totals(user, year, organism_id=organism_id)
    lines = asked_lines(reports, lines_by_form(forms_of(reports)))
    ideas = ideas_of(lines)
    shown = [report for report in reports if not funder or report.funder_id == funder]
    counts = reasons_of((line for line in lines if not funder or line.report.funder_id == funder), ideas)
    earlier = [report for report in past if not funder or report.funder_id == funder]
    return OrganismBurden(
        name=name,
        year=year,
        basis=basis_of(shown),
        total=total_of(report.cells for report in shown),
        before=tally_of_year(earlier, year - 1),
        hours=hours_of(shown),
        hours_before=_hours_of_year(earlier, year - 1),
        hours_two_before=_hours_of_year(earlier, year - 2),
        funders=rows_by_funder(shown),
        forms=rows_by_form(shown),
        reasons=rows_of(counts),
        ideas=() if funder else idea_views(ideas.values(), place_names(lines)),
        spared=spared_of(counts),
        by_days=counts[Reason.DAYS],
    )


def basis_of(reports: Iterable[AskedReport]) -> Basis:
    rows = list(reports)
    drafts = [row for row in rows if row.tally is not None and not row.is_frozen]
    return Basis(
        reports=len(rows),
        frozen=sum(row.is_frozen for row in rows),
        drafts=len(drafts),
        drafts_at=min((row.counted_at for row in drafts if row.counted_at), default=None),
        uncounted=sum(row.tally is None for row in rows),
    )


def tally_of_year(reports: Iterable[AskedReport], year: int) -> Tally | None:
    """Return what was asked in one year; None when nothing was counted in it."""
    rows = [row for row in reports if row.year == year and row.tally is not None]
    return total_of(row.cells for row in rows) if rows else None


def hours_of(reports: Iterable[AskedReport]) -> Hours:
    """Add the hours that reports declare; those that say n. d. are counted apart, never as zero."""
    rows = [row for row in reports if row.hours_state]
    said = [row.hours for row in rows if row.hours is not None]
    missing = sum(row.hours_state == AnswerState.NOT_COLLECTED for row in rows)
    return Hours(sum(said, Decimal(0)) if said else None, len(said), missing, len(rows))


def _hours_of_year(reports: Iterable[AskedReport], year: int) -> Hours | None:
    rows = [row for row in reports if row.year == year]
    return hours_of(rows) if rows else None


def difference(now: int | Decimal, before: int | Decimal | None) -> Difference | None:
    """Return « 62 de plus », « 94 de moins », « le même nombre »; None in the first year."""
    if before is None:
        return None
    change = Decimal(now) - Decimal(before)
    if not change:
        return Difference("le même nombre", "equal")
    if change > 0:
        return Difference(f"{format_number(change)} de plus", "up-right")
    return Difference(f"{format_number(-change)} de moins", "down-right")


def rows_by_funder(reports: Iterable[AskedReport]) -> tuple[BurdenRow, ...]:
    """Return a row a funder, the network's annual report first, then what is left to the hand."""
    grouped: dict[int | None, list[AskedReport]] = {}
    for report in reports:
        grouped.setdefault(report.funder_id, []).append(report)
    return _rows([(rows[0].funder, _detail(rows), rows, key) for key, rows in grouped.items()])


def rows_by_form(reports: Iterable[AskedReport]) -> tuple[BurdenRow, ...]:
    """Return a row a form, what is left to the hand first."""
    grouped: dict[str, list[AskedReport]] = {}
    for report in reports:
        grouped.setdefault(report.form, []).append(report)
    named = [
        (form + (" (gabarit retiré)" if rows[0].is_retired else ""), counted(len(rows), "rapport"), rows, 0)
        for form, rows in grouped.items()
    ]
    return _rows(named)


def _detail(reports: list[AskedReport]) -> str:
    """« Aide à l’emploi, 13 rapports »; past two forms, how many."""
    forms = sorted({f"{report.form}{' (gabarit retiré)' if report.is_retired else ''}" for report in reports})
    named = ", ".join(forms) if len(forms) < 3 else f"{len(forms)} gabarits"
    return f"{named}, {counted(len(reports), 'rapport')}"


def _rows(grouped: Sequence[tuple[str, str, list[AskedReport], int | None]]) -> tuple[BurdenRow, ...]:
    added = [(words, detail, total_of(row.cells for row in rows), key) for words, detail, rows, key in grouped]
    most = max((tally.asked for _, _, tally, _ in added), default=0)
    ordered = sorted(added, key=lambda row: (row[3] is not None, -row[2].hand, -row[2].asked, row[0]))
    return tuple(BurdenRow(words, detail, tally, bar_of(tally, most), key) for words, detail, tally, key in ordered)


def basis_words(basis: Basis) -> str:
    """« 21 rapports sur leur version transmise ou déposée, 2 sur leur brouillon »."""
    parts = (
        f"{counted(basis.frozen, 'rapport')} sur {agree(basis.frozen, 'sa', 'leur')} version déposée ou transmise",
        f"{counted(basis.drafts, 'rapport')} sur {agree(basis.drafts, 'son brouillon', 'leur brouillon')}",
        f"{counted(basis.uncounted, 'rapport')} pas encore {agree(basis.uncounted, 'compté', 'comptés')}",
    )
    numbers = (basis.frozen, basis.drafts, basis.uncounted)
    return ", ".join(words for words, number in zip(parts, numbers, strict=True) if number)
