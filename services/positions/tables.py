"""Positions in words and tables: what pages and files show of them."""

from collections.abc import Iterable
from decimal import Decimal

from agreements.agreement.terms.facts import Difference
from roriq_portal.files.spreadsheets import Table
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import BLANK, format_number, round_number
from roriq_portal.formats.rates import round_rate
from services.models import Position
from services.positions.actions import PositionInput
from services.positions.queries import OrganismLine
from services.positions.turnover import Staffing

NETWORK_HEAD = [
    "Organisme", "Région", "Au premier jour", "Ouverts", "Perdus", "Dont faute d’argent", "Au dernier jour",
    "Roulement, %", "Années d’expérience parties", "Heures de formation parties",
]  # fmt: skip


def reasons_in_words(totals: Staffing) -> list[tuple[str, int]]:
    """Return (reason, how many), in the order of the list of reasons."""
    return [(reason.label, totals.by_reason[reason]) for reason in Position.Reason if reason in totals.by_reason]


def turnover_percent(totals: Staffing) -> Decimal | None:
    """Return lost ÷ occupied on the first day in percent, one decimal; None when nobody was there to leave."""
    if totals.turnover is None:
        return None
    lost, occupied = totals.turnover
    return round_rate(lost, occupied, places=1)


def format_turnover(totals: Staffing) -> str:
    """Return « vos postes disent : 2 perdus dans la période, sur 8 occupés au premier jour »; empty when none was."""
    if totals.turnover is None:
        return ""
    lost, occupied = totals.turnover
    return (
        f"vos postes disent\u00a0: {lost}\u00a0perdu{'s' if lost > 1 else ''} dans la période, "
        f"sur {occupied}\u00a0occupé{'s' if occupied > 1 else ''} au premier jour"
    )


def network_words(totals: Staffing) -> str:
    """Return « 2 postes occupés. 1 perdu dans l’année, dont 1 faute d’argent : 6 années d’expérience parties. »"""
    years = round_number(totals.lost_years, 1)
    gone = "année d’expérience partie" if years < 2 else "années d’expérience parties"
    occupied = "poste occupé" if totals.held_last < 2 else "postes occupés"
    lost = "perdu" if totals.lost < 2 else "perdus"
    return (
        f"{totals.held_last} {occupied}. {totals.lost} {lost} dans l’année, dont {totals.lost_to_money} "
        f"faute d’argent\xa0: {format_number(years)} {gone}."
    )


def network_table(lines: Iterable[OrganismLine]) -> Table:
    """Return a row for each organism; no total of rates, and none of people: only positions add up."""
    rows = []
    for line in lines:
        totals = line.staffing
        numbers = [totals.held_first, totals.opened, totals.lost, totals.lost_to_money, totals.held_last]
        gone = [turnover_percent(totals), round_number(totals.lost_years, 1), totals.lost_training]
        rows.append([line.organism, line.region, *numbers, *gone])
    return Table("Postes", NETWORK_HEAD, rows, decimals="0.0")


def position_differences(mine: PositionInput, theirs: Position) -> list[Difference]:
    """Return the fields where what was typed differs from what is saved."""
    pairs = [
        ("Titre du poste", mine.title, theirs.title),
        ("Occupé depuis le", format_day(mine.starts_on), format_day(theirs.during.lower)),
        ("Dernier jour", mine.last_day and format_day(mine.last_day), theirs.last_day and format_day(theirs.last_day)),
        ("Raison", _reason(mine.lost_reason), _reason(theirs.lost_reason)),
        ("Heures par semaine", mine.hours, theirs.hours),
        ("Formation interculturelle, heures", mine.training_hours, theirs.training_hours),
        ("Langues", mine.languages, theirs.languages),
        ("Volet", mine.component, theirs.component),
        ("Payé par", _references(mine.agreements), _references(theirs.agreements.all())),
    ]
    return [Difference(name, _shown(own), _shown(other)) for name, own, other in pairs if own != other]


def _references(agreements: Iterable) -> str:
    return ", ".join(sorted(agreement.reference for agreement in agreements))


def _reason(key: str) -> str:
    return Position.Reason(key).label if key else "Occupé"


def _shown(value) -> str:
    if value in (None, ""):
        return BLANK
    return format_number(value) if isinstance(value, int | Decimal) else str(value)
