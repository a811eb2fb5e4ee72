"""What a new agreement starts from: the term before it, or what its programme asks for."""

from dataclasses import replace
from decimal import Decimal

from django.db import transaction

from agreements.agreement.actions import create_agreement, save_requirement, set_targets
from agreements.agreement.terms.facts import AgreementInput, facts_of
from agreements.agreement.terms.period_places import PeriodPlace, calendar_of
from agreements.agreement.terms.schedule import next_term, split_term, usual_day
from agreements.exceptions import AgreementRefused
from agreements.models import Agreement, PeriodTarget, Requirement, Target
from organisms.models import Organism, User
from roriq_portal.logs import log_action

KEPT = [field.attname for field in Requirement._meta.concrete_fields if field.name not in ("id", "agreement")]


def next_facts(prior: Agreement) -> AgreementInput:
    """Return what the agreement that follows would say: the same, for the term after, not signed, without a number."""
    facts = facts_of(prior)
    term = next_term(facts.term)
    years = split_term(term, facts.first_month)
    amounts = (*facts.amounts, *[facts.amounts[-1]] * len(years))[: len(years)]
    return replace(facts, reference="", funder_reference="", term=term, amounts=amounts, signed_on=None, renews=prior)


@log_action
@transaction.atomic
def start_agreement(
    *,
    organism: Organism,
    facts: AgreementInput,
    prior: Agreement | None = None,
    requirements: bool,
    targets: bool = False,
    by: User,
) -> Agreement:
    """Write an agreement with its calendar: what `prior` asked, else what its programme usually asks. Refuses as
    `create_agreement` does.
    """
    agreement = create_agreement(organism=organism, facts=facts, by=by)
    if prior:
        take_over(agreement=agreement, prior=prior, requirements=requirements, targets=targets, by=by)
    elif requirements:
        ask_usual(agreement=agreement, by=by)
    return agreement


def take_over(*, agreement: Agreement, prior: Agreement, requirements: bool, targets: bool, by: User) -> int:
    """Give a new agreement what its predecessor asked and promised, each year as the same year before. Returns how many
    requirements it has; one that would plan nothing in the new term is left out, and so is the target of a period
    without its place in the new calendar.
    """
    wanted = prior.requirements.filter(kind__in=Requirement.PLANNED).values(*KEPT)
    asked = _ask(agreement, wanted, by) if requirements else 0
    if targets:
        _take_targets(agreement, prior, by)
    return asked


def ask_usual(*, agreement: Agreement, by: User) -> int:
    """Give an agreement its programme's usual requirements beside its own; return how many were added."""
    names = ("kind", "period_from_month", "period_months", "due_month", "due_day", "due_after_days")
    there = agreement.requirements.values("kind")
    return _ask(agreement, agreement.programme.default_requirements.exclude(kind__in=there).values(*names), by)


def usual_period(agreement: Agreement) -> dict[str, int]:
    """Return a requirement's first values: the lead funder's year, due at the end of the third month after it."""
    month = agreement.signatures.values_list("funder__year_starts", flat=True).get(is_lead=True)
    return {"period_from_month": month, **usual_day(month)}


def _ask(agreement: Agreement, wanted, by: User) -> int:
    asked = 0
    for values in wanted:
        try:
            save_requirement(agreement=agreement, requirement=Requirement(**values), by=by)
        except AgreementRefused:
            continue
        asked += 1
    return asked


def _take_targets(agreement: Agreement, prior: Agreement, by: User) -> None:
    years = {year.number: year.pk for year in agreement.years.all()}
    promised: dict[tuple[int, int], Decimal] = {
        (years[target.year.number], target.indicator_id): target.value
        for target in Target.objects.filter(year__agreement=prior).select_related("year")
        if target.year.number in years
    }
    if promised:
        set_targets(agreement=agreement, values=promised, periods=_promised_periods(agreement, prior, years), by=by)


def _promised_periods(
    agreement: Agreement, prior: Agreement, years: dict[int, int]
) -> dict[tuple[int, int, PeriodPlace], Decimal]:
    """Return the targets of periods by (new year, indicator, place): the same place of the same year, other days."""
    rows = PeriodTarget.objects.filter(target__year__agreement=prior).select_related("target__year")
    if not rows:
        return {}
    before, now = calendar_of(prior).place_of, calendar_of(agreement).deliverables
    placed = [(row.target, before[row.deliverable_id], row.value) for row in rows]
    return {
        (years[target.year.number], target.indicator_id, place): value
        for target, place, value in placed
        if (target.year.number, place) in now
    }
