"""Writing an agreement: its terms are checked first, then its row, signatures, years and calendar are written."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max, Q
from django.utils import timezone

from agreements.agreement.terms.facts import PLAIN, AgreementInput
from agreements.agreement.terms.money_guards import awaited_kept, days_kept, payers_kept, years_kept
from agreements.agreement.terms.parties import check_parties, check_place, check_removed_partners, write_parties
from agreements.agreement.terms.period_places import leaving_plans, out_of_their_years
from agreements.agreement.terms.schedule import MOST_YEARS, Days, lasts_too_long, moved_periods, plan_of, split_term
from agreements.exceptions import AgreementRefused
from agreements.models import Agreement, AgreementYear, Deliverable, Funder, Requirement, Target
from organisms.models import Organism
from roriq_portal.formats.phrases import counted


def write_new(agreement: Agreement, facts: AgreementInput) -> None:
    """Write an agreement that has no row yet. Raises AgreementRefused; runs in the caller's transaction."""
    years = _checked_years(facts)
    _check_reference(agreement.organism, facts.reference)
    check_place(agreement, facts)
    _write_facts(agreement, facts)
    AgreementYear.objects.bulk_create(
        [
            AgreementYear(agreement=agreement, number=number, during=during, amount=amount)
            for number, (during, amount) in enumerate(zip(years, facts.amounts, strict=True), start=1)
        ]
    )


def rewrite(agreement: Agreement, facts: AgreementInput) -> None:
    """Rewrite a locked agreement, its signatures, years and calendar; runs in the caller's transaction.

    Raises AgreementRefused when the new term leaves out charged activities, targets or begun reports, or when a
    signatory who received a report is removed.
    """
    years = _checked_years(facts)
    _check_reference(agreement.organism, facts.reference, besides=agreement)
    _check_charges(agreement, facts.term)
    _check_removed_years(agreement, len(years))
    _check_removed_funders(agreement, {facts.lead, *facts.cosigners})
    check_removed_partners(agreement, facts.partners)
    check_place(agreement, facts)
    plans = {r: plan_of(facts.term, r) for r in agreement.requirements.filter(kind__in=Requirement.PLANNED)}
    check_begun_reports(plans)
    _check_money(agreement, facts, years)
    _write_facts(agreement, facts)
    _move_years(agreement, years, facts.amounts)
    for requirement, plan in plans.items():
        write_plan(requirement, plan)
    check_period_targets(out_of_their_years(agreement))


def _checked_years(facts: AgreementInput) -> list[DateRange]:
    if lasts_too_long(facts.term):
        raise AgreementRefused(f"Une entente dure {MOST_YEARS} ans au plus.")
    years = split_term(facts.term, facts.first_month)
    if len(facts.amounts) != len(years):
        raise AgreementRefused(
            f"Cette durée fait {len(years)} années : inscrivez un montant pour chacune, 0 s’il le faut."
        )
    check_parties(facts)
    if facts.stream and facts.stream.programme_id != facts.programme.pk:
        raise AgreementRefused("Ce volet n’est pas de ce programme.")
    return years


def _check_reference(organism: Organism, reference: str, besides: Agreement | None = None) -> None:
    others = organism.agreements.filter(reference__identity=reference)
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


def _check_removed_funders(agreement: Agreement, signing: set[Funder]) -> None:
    received = agreement.requirements.values("deliverables__report__versions__receipts__funder")
    for signature in agreement.signatures.exclude(funder__in=signing).select_related("funder"):
        if received.filter(deliverables__report__versions__receipts__funder=signature.funder_id).exists():
            raise AgreementRefused(f"{signature.funder} a déjà reçu un rapport de cette entente : gardez sa signature.")


def _check_money(agreement: Agreement, facts: AgreementInput, years: list[DateRange]) -> None:
    refusal = years_kept(agreement, len(years)) or days_kept(agreement, years)
    if refusal := refusal or payers_kept(agreement, {facts.lead, *facts.cosigners}):
        raise AgreementRefused(refusal)


def check_begun_reports(plans: dict[Requirement, dict]) -> None:
    begun = [
        deliverable
        for requirement, plan in plans.items()
        for deliverable in requirement.deliverables.filter(Q(report__isnull=False) | Q(handed_at__isnull=False))
        if days_of(deliverable) not in plan
    ]
    if begun:
        noun = "1 rapport commencé ou remis" if len(begun) == 1 else f"{len(begun)} rapports commencés ou remis"
        raise AgreementRefused(f"Ce changement laisserait sans livrable {noun}.")
    if refusal := awaited_kept(plans):
        raise AgreementRefused(refusal)
    check_period_targets(leaving_plans(plans))


def check_period_targets(lost: int) -> None:
    """Refuse (AgreementRefused) a calendar that leaves so many targets of periods without their period."""
    if lost:
        noun = counted(lost, "cible de période", "cibles de période")
        raise AgreementRefused(
            f"Ce changement laisserait {noun} sans période\u00a0: révisez d’abord la cible, ou passez par un avenant."
        )


def _write_facts(agreement: Agreement, facts: AgreementInput) -> None:
    for name in PLAIN:
        setattr(agreement, name, getattr(facts, name))
    agreement.during = facts.term
    agreement.components = sorted(facts.components)
    agreement.save()
    agreement.regions.set(facts.regions)
    agreement.mrcs.set(facts.mrcs)
    write_parties(agreement, facts)


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


def write_plan(requirement: Requirement, plan: dict[Days, date]) -> None:
    """Bring a requirement's deliverables to its plan. A begun report keeps its day; a later day granted stays.

    A deliverable whose period is drawn otherwise moves with it and stays itself: whoever follows it finds it again.
    """
    begun = set(requirement.deliverables.filter(report__isnull=False).values_list("pk", flat=True))
    rows = requirement.deliverables.annotate(granted_on=Max("extensions__new_on"))
    standing = {days_of(row): row for row in rows}
    moves = moved_periods(standing, plan)
    for days, deliverable in standing.items():
        now = moves.get(days, days)
        if now not in plan:
            deliverable.delete()
        elif deliverable.pk not in begun:
            _move(deliverable, DateRange(*now), max(plan[now], deliverable.granted_on or plan[now]))
    Deliverable.objects.bulk_create(
        [
            Deliverable(requirement=requirement, period=DateRange(*days), due_on=plan[days])
            for days in sorted(plan.keys() - standing.keys() - set(moves.values()))
        ]
    )


def days_of(deliverable: Deliverable) -> Days:
    return deliverable.period.lower, deliverable.period.upper


def _move(deliverable: Deliverable, period: DateRange, due_on: date) -> None:
    if (deliverable.period, deliverable.due_on) != (period, due_on):
        deliverable.period, deliverable.due_on, deliverable.changed_at = period, due_on, timezone.now()
        deliverable.revision += 1
        deliverable.save(update_fields=["period", "due_on", "changed_at", "revision"])
