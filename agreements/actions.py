"""What changes agreements. Each action checks all, then writes all, in one transaction."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from organisms.models import Indicator, Invitation, Organism, User

from .facts import AgreementFacts, facts_of, fingerprint
from .models import (
    Agreement,
    AgreementFunder,
    AgreementYear,
    Deliverable,
    Funder,
    FunderOffice,
    FunderSeat,
    Requirement,
    Target,
    TargetRevision,
)
from .terms import MOST_YEARS, lasts_too_long, owed_periods, split_term


class AgreementRefused(Exception):
    """Reads as a sentence."""


class StaleAgreement(AgreementRefused):
    """Somebody changed the agreement after the page was shown; `current` is what it says now."""

    def __init__(self, current: AgreementFacts) -> None:
        super().__init__("Cette page a changé pendant que vous écriviez : voici les deux versions.")
        self.current = current


@transaction.atomic
def create_agreement(*, organism: Organism, facts: AgreementFacts, by: User) -> Agreement:
    """Write an agreement, its signatures and its years. Refuses a reference already used by the organism."""
    years = _checked_years(facts)
    _check_reference(organism, facts.reference)
    agreement = Agreement(organism=organism, created_by=by)
    _write_facts(agreement, facts)
    for number, (during, amount) in enumerate(zip(years, facts.amounts, strict=True), start=1):
        AgreementYear.objects.create(agreement=agreement, number=number, during=during, amount=amount)
    return agreement


@transaction.atomic
def change_agreement(*, agreement: Agreement, facts: AgreementFacts, seen: str, by: User) -> Agreement:
    """Rewrite an agreement, its signatures, years and calendar.

    Raises StaleAgreement when it no longer is what the page showed (`seen`), AgreementRefused when the new term
    leaves out charged activities, targets or begun reports, or when a signatory who received a report is removed.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    current = facts_of(agreement)
    if fingerprint(current) != seen:
        raise StaleAgreement(current)
    years = _checked_years(facts)
    _check_reference(agreement.organism, facts.reference, besides=agreement)
    _check_charges(agreement, facts.term)
    _check_removed_years(agreement, len(years))
    _check_removed_funders(agreement, {facts.lead, *facts.cosigners})
    plans = {r: _plan(facts.term, r) for r in agreement.requirements.all()}
    _check_begun_reports(plans)
    _write_facts(agreement, facts)
    _move_years(agreement, years, facts.amounts)
    for requirement, plan in plans.items():
        _write_plan(requirement, plan)
    return agreement


@transaction.atomic
def set_targets(*, agreement: Agreement, values: dict[tuple[int, int], Decimal], by: User) -> int:
    """Add targets, by (year id, indicator id). A target that exists is revised, never rewritten. Returns how many."""
    years = {y.pk: y for y in agreement.years.all()}
    indicators = Indicator.objects.in_bulk([indicator for _, indicator in values])
    if any(year not in years or indicator not in indicators for year, indicator in values):
        raise AgreementRefused("Une de ces cibles vise une année ou un indicateur qui n’est pas de cette entente.")
    taken = Target.objects.filter(year__in=years).values_list("year_id", "indicator_id")
    if set(taken) & set(values):
        raise AgreementRefused("Une de ces cibles vient d’être inscrite par quelqu’un d’autre : révisez-la plutôt.")
    Target.objects.bulk_create(
        Target(year=years[year], indicator=indicators[indicator], value=value)
        for (year, indicator), value in values.items()
    )
    return len(values)


@transaction.atomic
def revise_target(
    *, target: Target, value: Decimal, seen: Decimal, decided_on: date, reason: str, by: User
) -> TargetRevision:
    """Change a target, keeping the old value, the day of the decision, its reason and who wrote it."""
    target = Target.objects.select_for_update().get(pk=target.pk)
    if target.value != seen:
        raise AgreementRefused(
            "Cette cible a changé pendant que vous écriviez : relisez sa valeur avant de la réviser."
        )
    if target.value == value:
        raise AgreementRefused("Cette valeur est déjà celle de la cible.")
    revision = TargetRevision.objects.create(
        target=target, old_value=target.value, new_value=value, decided_on=decided_on, reason=reason, revised_by=by
    )
    target.value = value
    target.save(update_fields=["value"])
    return revision


@transaction.atomic
def save_requirement(*, agreement: Agreement, requirement: Requirement, by: User) -> Requirement:
    """Write what an agreement asks for, and its calendar. One requirement of each kind."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    requirement.agreement = agreement
    if agreement.requirements.filter(kind=requirement.kind).exclude(pk=requirement.pk).exists():
        raise AgreementRefused("Cette entente a déjà une exigence de cette sorte : modifiez-la.")
    plan = _plan(agreement.during, requirement)
    if not plan:
        raise AgreementRefused("Aucune période ainsi définie ne tombe dans la durée de l’entente.")
    if requirement.pk:
        _check_begun_reports({requirement: plan})
    requirement.save()
    _write_plan(requirement, plan)
    return requirement


@transaction.atomic
def remove_requirement(*, requirement: Requirement, by: User) -> None:
    """Take away a requirement and what it had planned. Refused once a report has begun."""
    _check_begun_reports({requirement: {}})
    requirement.deliverables.all().delete()
    requirement.delete()


@transaction.atomic
def schedule_deliverables(agreement: Agreement) -> int:
    """Write what is owed over the term, once; keep what has a report. Returns how many deliverables stand."""
    plans = {r: _plan(agreement.during, r) for r in agreement.requirements.all()}
    _check_begun_reports(plans)
    for requirement, plan in plans.items():
        _write_plan(requirement, plan)
    return Deliverable.objects.filter(requirement__agreement=agreement).count()


@transaction.atomic
def seat_agent(*, invitation: Invitation, funder: Funder, office: FunderOffice | None, by: User) -> FunderSeat:
    """Open a funder's seat that waits for its invitation. Refuses an office of another funder."""
    if office and office.funder_id != funder.pk:
        raise AgreementRefused("Ce bureau n’est pas de ce bailleur.")
    seats = FunderSeat.objects.filter(funder=funder, user__email__iexact=invitation.email)
    if seats.running().exists():
        raise AgreementRefused(f"{invitation.email} a déjà un accès à ce bailleur.")
    during = DateRange(timezone.localdate(), None)
    return FunderSeat.objects.create(invitation=invitation, funder=funder, office=office, during=during, created_by=by)


def _checked_years(facts: AgreementFacts) -> list[DateRange]:
    if lasts_too_long(facts.term):
        raise AgreementRefused(f"Une entente dure {MOST_YEARS} ans au plus.")
    years = split_term(facts.term, facts.first_month)
    if len(facts.amounts) != len(years):
        raise AgreementRefused(
            f"Cette durée fait {len(years)} années : inscrivez un montant pour chacune, 0 s’il le faut."
        )
    if facts.lead in facts.cosigners:
        raise AgreementRefused("Le bailleur principal ne peut pas être aussi un autre signataire.")
    if facts.office and facts.office.funder_id != facts.lead.pk:
        raise AgreementRefused("Ce bureau n’est pas de ce bailleur.")
    if facts.stream and facts.stream.programme_id != facts.programme.pk:
        raise AgreementRefused("Ce volet n’est pas de ce programme.")
    return years


def _check_reference(organism: Organism, reference: str, besides: Agreement | None = None) -> None:
    others = organism.agreements.filter(reference=reference)
    if besides:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise AgreementRefused(f"L’organisme a déjà une entente {reference}.")


def _check_charges(agreement: Agreement, term: DateRange) -> None:
    outside = agreement.charges.exclude(activity__day__gte=term.lower, activity__day__lt=term.upper).count()
    if outside:
        noun = "1 activité imputée" if outside == 1 else f"{outside} activités imputées"
        raise AgreementRefused(f"Cette durée laisserait dehors {noun} à l’entente. Changez d’abord leur imputation.")


def _check_removed_years(agreement: Agreement, count: int) -> None:
    lost = Target.objects.filter(year__agreement=agreement, year__number__gt=count).count()
    if lost:
        noun = "1 cible" if lost == 1 else f"{lost} cibles"
        raise AgreementRefused(f"Cette durée ferait disparaître {noun} : l’entente garde toutes les années qui en ont.")


def _check_removed_funders(agreement: Agreement, kept: set[Funder]) -> None:
    received = agreement.requirements.values("deliverables__report__versions__receipts__funder")
    for signature in agreement.signatures.exclude(funder__in=kept).select_related("funder"):
        if received.filter(deliverables__report__versions__receipts__funder=signature.funder_id).exists():
            raise AgreementRefused(f"{signature.funder} a déjà reçu un rapport de cette entente : gardez sa signature.")


def _plan(term: DateRange, requirement: Requirement) -> dict[tuple[date, date], date]:
    owed = owed_periods(
        term,
        from_month=requirement.period_from_month,
        months=requirement.period_months,
        due_month=requirement.due_month,
        due_day=requirement.due_day,
    )
    return {(period.lower, period.upper): due_on for period, due_on in owed}


def _check_begun_reports(plans: dict[Requirement, dict]) -> None:
    begun = [
        deliverable
        for requirement, plan in plans.items()
        for deliverable in requirement.deliverables.filter(report__isnull=False)
        if (deliverable.period.lower, deliverable.period.upper) not in plan
    ]
    if begun:
        noun = "1 rapport commencé" if len(begun) == 1 else f"{len(begun)} rapports commencés"
        raise AgreementRefused(f"Ce changement laisserait sans livrable {noun}.")


def _write_facts(agreement: Agreement, facts: AgreementFacts) -> None:
    for name in (
        "reference",
        "funder_reference",
        "title",
        "programme",
        "stream",
        "shows_raw_counts",
        "issued_by_network",
    ):
        setattr(agreement, name, getattr(facts, name))
    agreement.during = facts.term
    agreement.components = sorted(facts.components)
    agreement.save()
    agreement.regions.set(facts.regions)
    agreement.mrcs.set(facts.mrcs)
    agreement.signatures.exclude(funder__in=[facts.lead, *facts.cosigners]).delete()
    agreement.signatures.update(is_lead=False)
    for funder in facts.cosigners:
        AgreementFunder.objects.update_or_create(agreement=agreement, funder=funder, defaults={"is_lead": False})
    AgreementFunder.objects.update_or_create(
        agreement=agreement, funder=facts.lead, defaults={"is_lead": True, "office": facts.office}
    )


def _move_years(agreement: Agreement, periods: list[DateRange], amounts: tuple[Decimal, ...]) -> None:
    agreement.years.filter(number__gt=len(periods)).delete()
    rows = list(zip(agreement.years.order_by("number"), periods, amounts, strict=False))
    # Years never overlap, not even between two statements: move the far end first
    if any(period.lower > year.during.lower for year, period, _ in rows) or (
        rows and rows[-1][1].upper > rows[-1][0].during.upper
    ):
        rows.reverse()
    try:
        with transaction.atomic():
            for year, period, amount in rows:
                year.during, year.amount = period, amount
                year.save()
    except IntegrityError as overlap:
        raise AgreementRefused(
            "Changez d’abord la durée, puis le début des années : les deux à la fois se croisent."
        ) from overlap
    for number in range(len(rows) + 1, len(periods) + 1):
        AgreementYear.objects.create(
            agreement=agreement, number=number, during=periods[number - 1], amount=amounts[number - 1]
        )


def _write_plan(requirement: Requirement, plan: dict[tuple[date, date], date]) -> None:
    # A begun report keeps the day it was told
    begun = set(requirement.deliverables.filter(report__isnull=False).values_list("pk", flat=True))
    standing = {(d.period.lower, d.period.upper): d for d in requirement.deliverables.all()}
    for key, deliverable in standing.items():
        if key not in plan:
            deliverable.delete()
        elif deliverable.due_on != plan[key] and deliverable.pk not in begun:
            deliverable.due_on = plan[key]
            deliverable.save(update_fields=["due_on"])
    for key in plan.keys() - standing.keys():
        Deliverable.objects.create(requirement=requirement, period=DateRange(*key), due_on=plan[key])
