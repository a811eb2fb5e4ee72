"""What an amendment may change, clause by clause: canonical text in, canonical text out, and the words of each.

A clause is (kind, subject); its value is text, so that « is it still what the draft says it was » is a plain equality:
  term          ''             2024-04-01/2027-03-31, last day included
  amount        '2'            45000.00, of that year of the agreement
  party         '7'            lead, lead/12 (an office) or signatory, by funder
  target        '2/V1.06'      32.00, year and indicator
  requirement   'final'        4/12/6/30: month and length of the period, month and day it is due;
                               4/12/+90: due so many days after the period's last one
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from .facts import AgreementFacts, facts_of
from .models import Agreement, Change, Funder, FunderOffice, Requirement, Target

Kind = Change.Kind
LEAD, SIGNATORY = "lead", "signatory"
ORDER: list[str] = list(Kind)


@dataclass(frozen=True)
class Clause:
    kind: str
    subject: str = ""


Clauses = dict[Clause, str]


@dataclass(frozen=True)
class Move:
    """One clause that changes: what it says, what it will say; None where it is absent."""

    clause: Clause
    old: str | None
    new: str | None


def clauses_of(agreement: Agreement) -> Clauses:
    """Return every clause of the agreement as it stands now."""
    targets = Target.objects.filter(year__agreement=agreement).select_related("year", "indicator")
    return (
        clauses_of_facts(facts_of(agreement))
        | {target_clause(t.year.number, t.indicator.code): f"{t.value:.2f}" for t in targets}
        | {Clause(Kind.REQUIREMENT, r.kind): requirement_text(r) for r in _planned(agreement)}
    )


def _planned(agreement: Agreement) -> QuerySet[Requirement]:
    """What was asked without an amendment is no clause."""
    return agreement.requirements.filter(kind__in=Requirement.PLANNED)


def clauses_of_facts(facts: AgreementFacts) -> Clauses:
    """Return the clauses that the agreement's own form holds: term, amounts, parties."""
    last = facts.term.upper - timedelta(days=1)
    found = {Clause(Kind.TERM): f"{facts.term.lower.isoformat()}/{last.isoformat()}"}
    found |= {Clause(Kind.AMOUNT, str(n)): f"{amount:.2f}" for n, amount in enumerate(facts.amounts, start=1)}
    found |= {Clause(Kind.PARTY, str(funder.pk)): SIGNATORY for funder in facts.cosigners}
    lead = f"{LEAD}/{facts.office.pk}" if facts.office else LEAD
    return found | {Clause(Kind.PARTY, str(facts.lead.pk)): lead}


def target_clause(year: int, code: str) -> Clause:
    return Clause(Kind.TARGET, f"{year}/{code}")


def requirement_text(requirement: Requirement) -> str:
    """Return « 4/12/6/30 », or « 4/12/+90 ». Signed amendments hold such texts for ever: both are read for ever."""
    period = f"{requirement.period_from_month}/{requirement.period_months}"
    if requirement.due_after_days is not None:
        return f"{period}/+{requirement.due_after_days}"
    return f"{period}/{requirement.due_month}/{requirement.due_day}"


def requirement_from(kind: str, text: str) -> Requirement:
    """Return the unsaved requirement of a text that `requirement_text` wrote, today or long ago."""
    month, months, *due = text.split("/")
    found = Requirement(kind=kind, period_from_month=int(month), period_months=int(months))
    if due[0].startswith("+"):
        found.due_after_days = int(due[0])
    else:
        found.due_month, found.due_day = map(int, due)
    return found


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


def facts_from(facts: AgreementFacts, after: Clauses) -> AgreementFacts:
    """Return the facts with the term, amounts and parties that the clauses say."""
    parties = {int(c.subject): value for c, value in after.items() if c.kind == Kind.PARTY}
    funders = Funder.objects.in_bulk(parties)
    [(lead, role)] = [(key, value) for key, value in parties.items() if value != SIGNATORY]
    office = role.partition("/")[2]
    return replace(
        facts,
        term=term_from(after[Clause(Kind.TERM)]),
        amounts=_amounts(after),
        lead=funders[lead],
        office=FunderOffice.objects.get(pk=int(office)) if office else None,
        cosigners=tuple(funders[key] for key in parties if key != lead),
    )


def targets_in(after: Clauses) -> dict[tuple[int, str], Decimal]:
    """Return the targets, by (number of the year, indicator's code)."""
    found = {}
    for clause, value in after.items():
        if clause.kind == Kind.TARGET:
            year, _, code = clause.subject.partition("/")
            found[int(year), code] = Decimal(value)
    return found


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
