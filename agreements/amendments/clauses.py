"""What an amendment may change, clause by clause: canonical text in, canonical text out, and the words of each.

A clause is (kind, subject); its value is text, so that « is it still what the draft says it was » is a plain equality:
  term          ''             2024-04-01/2027-03-31, last day included
  amount        '2'            45000.00, of that year of the agreement
  party         '7'            lead, lead/12 (an office) or signatory, by funder; then @40.00, the share in percent,
                               unless the lead pays all and the others nothing
  target        '2/V1.06'      32.00, year and indicator; letters signed once said 32.00/16.00, for the interim report
                '2/V1.06/monthly/3'  4.00, for the period of the third monthly report of that year
  requirement   'final'        4/12/6/30: month and length of the period, month and day it is due;
                               4/12/+90: due so many days after the period's last one
  review        ''             none, pivot, network or both: who reads a report before it is issued
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from agreements.agreement.terms.facts import WHOLE, AgreementInput, facts_of, shares_of
from agreements.agreement.terms.period_places import (
    PeriodPlace,
    Places,
    calendar_of,
    places_planned,
    read_place,
)
from agreements.agreement.terms.schedule import split_term
from agreements.agreement.terms.target_texts import number_text, read_target
from agreements.models import Agreement, Change, Funder, FunderOffice, PeriodTarget, Requirement, Target

Kind = Change.Kind
LEAD, SIGNATORY = "lead", "signatory"
# What a party text that tells no share means: how all were written before shares were
USUAL = {LEAD: "100.00", SIGNATORY: "0.00"}
ORDER: list[str] = list(Kind)


@dataclass(frozen=True)
class Clause:
    kind: str
    subject: str = ""


Clauses = dict[Clause, str]


@dataclass(frozen=True)
class TargetPlace:
    """What a target is of: a year of the agreement, or the period at a place of that year."""

    year: int
    code: str
    period: PeriodPlace | None = None

    @property
    def clause(self) -> Clause:
        subject = f"{self.year}/{self.code}"
        return Clause(Kind.TARGET, subject if self.period is None else f"{subject}/{self.period}")

    @property
    def of_year(self) -> "TargetPlace":
        return replace(self, period=None)


def place_of(clause: Clause) -> TargetPlace:
    """Return what a clause of a target is of."""
    year, code, *period = clause.subject.split("/", 2)
    return TargetPlace(int(year), code, read_place(period[0]) if period else None)


@dataclass(frozen=True)
class Move:
    """One clause that changes: what it says, what it will say; None where it is absent."""

    clause: Clause
    old: str | None
    new: str | None


def clauses_of(agreement: Agreement) -> Clauses:
    """Return every clause of the agreement as it stands now."""
    return (
        clauses_of_facts(facts_of(agreement))
        | {place.clause: number_text(value) for place, value in targets_of(agreement).items()}
        | {Clause(Kind.REQUIREMENT, r.kind): requirement_text(r) for r in _planned(agreement)}
    )


def targets_of(agreement: Agreement) -> dict[TargetPlace, Decimal]:
    """Return every target of the agreement, of its years and of their periods. Four queries at most."""
    targets = Target.objects.filter(year__agreement=agreement).select_related("year", "indicator")
    standing = {TargetPlace(t.year.number, t.indicator.code): t.value for t in targets}
    rows = PeriodTarget.objects.filter(target__in=targets).select_related("target__year", "target__indicator")
    places = calendar_of(agreement).place_of if rows else {}
    for row in rows:
        place = TargetPlace(row.target.year.number, row.target.indicator.code, places[row.deliverable_id])
        standing[place] = row.value
    return standing


def _planned(agreement: Agreement) -> QuerySet[Requirement]:
    """What was asked without an amendment is no clause."""
    return agreement.requirements.filter(kind__in=Requirement.PLANNED)


def clauses_of_facts(facts: AgreementInput) -> Clauses:
    """Return the clauses that the agreement's own form holds: term, amounts, parties, review."""
    last = facts.term.upper - timedelta(days=1)
    clauses = {Clause(Kind.TERM): f"{facts.term.lower.isoformat()}/{last.isoformat()}"}
    clauses[Clause(Kind.REVIEW)] = str(facts.review)
    clauses |= {Clause(Kind.AMOUNT, str(n)): f"{amount:.2f}" for n, amount in enumerate(facts.amounts, start=1)}
    clauses |= {party_clause(funder): party_text(SIGNATORY, facts.share_of(funder)) for funder in facts.cosigners}
    lead = party_text(LEAD, facts.share_of(facts.lead), facts.office)
    return clauses | {party_clause(facts.lead): lead}


def party_clause(funder: Funder) -> Clause:
    return Clause(Kind.PARTY, str(funder.pk))


def party_text(role: str, share: Decimal, office: FunderOffice | None = None) -> str:
    seat = f"{role}/{office.pk}" if office else role
    percent = f"{share:.2f}"
    return seat if percent == USUAL[role] else f"{seat}@{percent}"


def read_party(text: str) -> tuple[str, int | None, Decimal]:
    """Return the role, the office's id if any, and the share in percent."""
    seat, _, share = text.partition("@")
    role, _, office = seat.partition("/")
    return role, int(office) if office else None, Decimal(share or USUAL[role])


def target_clause(year: int, code: str, period: PeriodPlace | None = None) -> Clause:
    return TargetPlace(year, code, period).clause


def requirement_text(requirement: Requirement) -> str:
    """Return « 4/12/6/30 », or « 4/12/+90 ». Signed amendments hold such texts for ever: both are read for ever."""
    period = f"{requirement.period_from_month}/{requirement.period_months}"
    if requirement.due_after_days is not None:
        return f"{period}/+{requirement.due_after_days}"
    return f"{period}/{requirement.due_month}/{requirement.due_day}"


def requirement_from(kind: str, text: str) -> Requirement:
    """Return the unsaved requirement of a text that `requirement_text` wrote, today or long ago."""
    month, months, *due = text.split("/")
    requirement = Requirement(kind=kind, period_from_month=int(month), period_months=int(months))
    if due[0].startswith("+"):
        requirement.due_after_days = int(due[0])
    else:
        requirement.due_month, requirement.due_day = map(int, due)
    return requirement


def moves_between(before: Clauses, after: Clauses) -> list[Move]:
    """List what differs, in the order of the kinds, then of years."""
    changed = [
        Move(clause, before.get(clause), after.get(clause))
        for clause in before.keys() | after.keys()
        if before.get(clause) != after.get(clause)
    ]
    return sorted(changed, key=lambda move: (ORDER.index(move.clause.kind), move.clause.subject))


def moved(before: Clauses, moves: Iterable[Move]) -> Clauses:
    """Return the clauses once these moves are made."""
    after = dict(before)
    for move in moves:
        if move.new is None:
            after.pop(move.clause, None)
        else:
            after[move.clause] = move.new
    return after


def stale(current: Clauses, moves: Iterable[Move]) -> list[tuple[Move, str | None]]:
    """Return the moves whose `old` is no longer what stands, each with what stands."""
    return [(move, current.get(move.clause)) for move in moves if current.get(move.clause) != move.old]


def facts_from(facts: AgreementInput, after: Clauses) -> AgreementInput:
    """Return the facts with the term, amounts, parties and review that the clauses say."""
    parties = {int(c.subject): read_party(value) for c, value in after.items() if c.kind == Kind.PARTY}
    funders = Funder.objects.in_bulk(parties)
    [(lead, office)] = [(key, office) for key, (role, office, _) in parties.items() if role == LEAD]
    shares = {funders[key]: share for key, (_, _, share) in parties.items()}
    return replace(
        facts,
        term=term_from(after[Clause(Kind.TERM)]),
        amounts=_amounts(after),
        review=after[Clause(Kind.REVIEW)],
        lead=funders[lead],
        office=FunderOffice.objects.get(pk=office) if office else None,
        cosigners=tuple(funders[key] for key in parties if key != lead),
        shares=() if shares[funders[lead]] == WHOLE else shares_of(shares),
    )


def targets_in(after: Clauses) -> dict[TargetPlace, Decimal]:
    """Return the targets that the clauses say, of years and of periods."""
    return {place_of(clause): read_target(text)[0] for clause, text in after.items() if clause.kind == Kind.TARGET}


def places_after(after: Clauses, first_month: int) -> dict[int, Places]:
    """Return, by year, the places that may have a target once the clauses hold; `first_month` as `split_term` says."""
    term = term_from(after[Clause(Kind.TERM)])
    return places_planned(term, split_term(term, first_month), requirements_in(after).values())


def said_apart(moves: Iterable[Move]) -> list[Move]:
    """Return the moves with each target in its own clause: letters once gave two in the text of one."""
    return [part for move in moves for part in _parts(move)]


def _parts(move: Move) -> list[Move]:
    texts = (move.old, move.new)
    if move.clause.kind != Kind.TARGET or not any("/" in text for text in texts if text):
        return [move]
    old, new = (read_target(text) if text else (None, None) for text in texts)
    interim = replace(place_of(move.clause), period=PeriodPlace(Requirement.Kind.INTERIM, 1)).clause
    pairs = ((move.clause, old[0], new[0]), (interim, old[1], new[1]))
    return [Move(clause, _text(was), _text(now)) for clause, was, now in pairs if was != now]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else number_text(value)


def requirements_in(after: Clauses) -> dict[str, Requirement]:
    """Return unsaved requirements, by kind."""
    return {
        clause.subject: requirement_from(clause.subject, value)
        for clause, value in after.items()
        if clause.kind == Kind.REQUIREMENT
    }


def term_from(text: str) -> DateRange:
    first, _, last = text.partition("/")
    return DateRange(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))


def _amounts(after: Clauses) -> tuple[Decimal, ...]:
    by_year = {int(clause.subject): Decimal(value) for clause, value in after.items() if clause.kind == Kind.AMOUNT}
    return tuple(by_year[number] for number in sorted(by_year))
