"""Clauses in words, side by side: what stood, what an amendment says, what stands now."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from agreements.agreement.terms.facts import words
from agreements.agreement.terms.target_texts import target_words
from agreements.amendments.clauses import (
    LEAD,
    Clause,
    Clauses,
    Kind,
    Move,
    place_of,
    read_party,
    requirement_from,
    requirements_in,
    term_from,
)
from agreements.deliverables.planned_days import days_words, planned_days
from agreements.deliverables.wording import requirement_words
from agreements.models import Agreement, Funder, FunderOffice, Requirement
from organisms.models import IndicatorDefinition
from roriq_portal.formats.rates import format_percent


@dataclass(frozen=True)
class Comparison:
    """One row: the clause, its value before and after; `now` when it has moved meanwhile, else empty."""

    clause: str
    old: str
    new: str
    now: str


def compared(moves: list[Move], moved_since: Mapping[Move, str | None]) -> list[Comparison]:
    """Return each move in words; `moved_since` gives what stands now where that is no longer the old value."""
    said = ClauseWords(moves)
    return [
        Comparison(
            said.clause(move.clause),
            said.value(move.clause, move.old),
            said.value(move.clause, move.new),
            said.value(move.clause, moved_since[move]) if move in moved_since else "",
        )
        for move in moves
    ]


def days_to_come(after: Clauses, moves: list[Move]) -> list[tuple[str, str]]:
    """Return the days due of each requirement once an amendment is signed; nothing where it moves none of them."""
    if not any(move.clause.kind in (Kind.TERM, Kind.REQUIREMENT) for move in moves):
        return []
    term = term_from(after[Clause(Kind.TERM)])
    asked = requirements_in(after)
    return [(Requirement.Kind(kind).label, days_words(planned_days(term, row))) for kind, row in asked.items()]


def definitions_of(codes: list[str]) -> dict[str, IndicatorDefinition]:
    """The definition valid today of each indicator, by its code. No query without codes."""
    dated = IndicatorDefinition.objects.filter(indicator__code__in=codes, valid_from__lte=timezone.localdate())
    rows = dated.select_related("indicator").order_by("valid_from") if codes else []
    return {row.indicator.code: row for row in rows}


class ClauseWords:
    """Words of clauses and values, with the names they need read once for all of them."""

    def __init__(self, moves: list[Move]) -> None:
        """Three queries at most: the funders, the offices and the indicators that the moves name."""
        parties = [move for move in moves if move.clause.kind == Kind.PARTY]
        self.funders = Funder.objects.in_bulk([int(move.clause.subject) for move in parties])
        offices = [read_party(value)[1] for move in parties for value in (move.old, move.new) if value]
        self.offices = FunderOffice.objects.in_bulk([office for office in offices if office])
        codes = [place_of(move.clause).code for move in moves if move.clause.kind == Kind.TARGET]
        self.definitions = definitions_of(codes)

    def clause(self, clause: Clause) -> str:
        """« Cible V1.06, an 2, rapport mensuel nº 3 », « Montant, an 3 », « Partie : MRC … »."""
        subject = clause.subject
        if clause.kind == Kind.AMOUNT:
            return f"Montant, an {subject}"
        if clause.kind == Kind.PARTY:
            return f"Partie\u00a0: {self.funders[int(subject)]}"
        if clause.kind == Kind.TARGET:
            place = place_of(clause)
            period = f", {place.period.words}" if place.period else ""
            words = self.definitions.get(place.code, place.code)
            return f"Cible {place.code}, an {place.year}{period}\u00a0: {words}"
        if clause.kind == Kind.REQUIREMENT:
            return f"Exigence\u00a0: {Requirement.Kind(subject).label}"
        if clause.kind == Kind.REVIEW:
            return "Qui lit les rapports avant le bailleur"
        return "Durée"

    def value(self, clause: Clause, text: str | None) -> str:
        if text is None:
            return "–"
        if clause.kind == Kind.TERM:
            return words(term_from(text))
        if clause.kind == Kind.AMOUNT:
            return words(Decimal(text))
        if clause.kind == Kind.PARTY:
            return self._role(text)
        if clause.kind == Kind.REQUIREMENT:
            return requirement_words(requirement_from(clause.subject, text))
        if clause.kind == Kind.REVIEW:
            return str(Agreement.Review(text).label)
        known = self.definitions.get(place_of(clause).code)
        return target_words(text, known is not None and known.indicator.is_ratio)

    def _role(self, text: str) -> str:
        role, office, share = read_party(text)
        said = "bailleur principal" if role == LEAD else "autre signataire"
        words = f"{said}, {self.offices[office]}" if office else said
        return f"{words}, {format_percent(share)}" if "@" in text else words
