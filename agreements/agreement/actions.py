"""What changes agreements. Each action checks all, then writes all, in one transaction."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Model
from django.urls import reverse

from agreements.agreement.terms.facts import AgreementInput, facts_of, fingerprint
from agreements.agreement.terms.period_places import PeriodPlace, calendar_of, out_of_their_years
from agreements.agreement.terms.schedule import no_such_day, plan_of
from agreements.agreement.terms.writing import (
    AgreementRefused,
    check_begun_reports,
    check_period_targets,
    rewrite,
    write_new,
    write_plan,
)
from agreements.models import Agreement, Deliverable, Extension, PeriodTarget, Requirement, Target
from organisms.models import Indicator, Organism, Removal, User
from organisms.removals.actions import BELONGS, Keeping, remove_rows
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.edits.unchanged import says_the_same
from roriq_portal.logs import log_action

ASKED = (
    "agreement_id", "kind", "period_from_month", "period_months", "due_month", "due_day", "due_after_days",
)  # fmt: skip


TAKEN = "Une de ces cibles vient d’être inscrite par quelqu’un d’autre : révisez-la plutôt."


@log_action
@transaction.atomic
def create_agreement(*, organism: Organism, facts: AgreementInput, by: User) -> Agreement:
    """Write an agreement, its signatures and its years. Refuses a reference already used by the organism."""
    agreement = Agreement(organism=organism, created_by=by)
    write_new(agreement, facts)
    return agreement


@log_action
@transaction.atomic
def change_agreement(*, agreement: Agreement, facts: AgreementInput, seen: str, by: User) -> Agreement:
    """Rewrite an agreement, its signatures, years and calendar, unless it says so already.

    Raises StaleRevision when it no longer is what the page showed (`seen`), else what `rewrite` refuses.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    current = facts_of(agreement)
    check_seen(seen, fingerprint(current), StaleRevision(current))
    if fingerprint(facts) != fingerprint(current):
        rewrite(agreement, facts)
    return agreement


@log_action
@transaction.atomic
def set_targets(
    *,
    agreement: Agreement,
    values: Mapping[tuple[int, int], Decimal],
    periods: Mapping[tuple[int, int, PeriodPlace], Decimal] | None = None,
    by: User,
) -> int:
    """Add targets, by (year id, indicator id), and those of periods, by their place of that year too.

    A target that exists is revised, never rewritten; one of a period needs that of its year. Returns how many.
    """
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    years = {y.pk: y for y in agreement.years.all()}
    periods = periods or {}
    asked = {*values, *((year, indicator) for year, indicator, _ in periods)}
    indicators = Indicator.objects.in_bulk([indicator for _, indicator in asked])
    if any(year not in years or indicator not in indicators for year, indicator in asked):
        raise AgreementRefused("Une de ces cibles vise une année ou un indicateur qui n’est pas de cette entente.")
    taken = Target.objects.filter(year__in=years).values_list("year_id", "indicator_id")
    if set(taken) & set(values):
        raise AgreementRefused(TAKEN)
    Target.objects.bulk_create(
        Target(year=years[year], indicator=indicators[indicator], value=value)
        for (year, indicator), value in values.items()
    )
    _set_periods(agreement, periods)
    return len(values) + len(periods)


def _set_periods(agreement: Agreement, periods: Mapping[tuple[int, int, PeriodPlace], Decimal]) -> None:
    if not periods:
        return
    deliverables = calendar_of(agreement).deliverables
    targets = {(t.year_id, t.indicator_id): t for t in Target.objects.filter(year__agreement=agreement)}
    numbers = dict(agreement.years.values_list("pk", "number"))
    rows = {
        (targets.get((year, indicator)), deliverables.get((numbers[year], place))): value
        for (year, indicator, place), value in periods.items()
    }
    if any(target is None for target, _ in rows):
        raise AgreementRefused("Une cible de période a besoin de la cible de son année\u00a0: inscrivez-la aussi.")
    if any(deliverable is None for _, deliverable in rows):
        raise AgreementRefused("Une de ces périodes n’est plus demandée par l’entente\u00a0: relisez la page.")
    taken = PeriodTarget.objects.filter(target__year__agreement=agreement).values_list("target_id", "deliverable_id")
    made = [PeriodTarget(target=target, deliverable=row, value=value) for (target, row), value in rows.items()]
    if {(row.target_id, row.deliverable_id) for row in made} & set(taken):
        raise AgreementRefused(TAKEN)
    PeriodTarget.objects.bulk_create(made)


@log_action
@transaction.atomic
def save_requirement(*, agreement: Agreement, requirement: Requirement, by: User) -> Requirement:
    """Write what an agreement asks for, and its calendar, unless it asks so already.

    One requirement of each kind, on a day that its month has.
    """
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    requirement.agreement = agreement
    standing = Requirement.objects.filter(pk=requirement.pk).first()
    if standing and says_the_same(standing, {name: getattr(requirement, name) for name in ASKED}):
        return standing
    if agreement.requirements.filter(kind=requirement.kind).exclude(pk=requirement.pk).exists():
        raise AgreementRefused("Cette entente a déjà une exigence de cette sorte : modifiez-la.")
    if refusal := no_such_day(requirement.due_month, requirement.due_day):
        raise AgreementRefused(refusal)
    plan = plan_of(agreement.during, requirement)
    if not plan:
        raise AgreementRefused("Aucune période ainsi définie ne tombe dans la durée de l’entente.")
    if requirement.pk:
        check_begun_reports({requirement: plan})
    requirement.save()
    write_plan(requirement, plan)
    check_period_targets(out_of_their_years(agreement))
    return requirement


@log_action
@transaction.atomic
def remove_requirement(*, requirement: Requirement, by: User) -> None:
    """Take away a requirement and what it had planned, as an amendment says.

    Refused once a report has begun or was handed in, and while a period of it has its own target.
    """
    Agreement.objects.select_for_update().get(pk=requirement.agreement_id)
    check_begun_reports({requirement: {}})
    requirement.deliverables.all().delete()
    requirement.delete()


def _is_still_planned(rows: Sequence[Model]) -> bool:
    """Whether a requirement would plan the periods that went with it: the dates of its agreement may have moved."""
    need = rows[0]
    assert isinstance(need, Requirement)
    agreement = Agreement.objects.select_for_update().filter(pk=need.agreement_id).first()
    periods = {(row.period.lower, row.period.upper) for row in rows if isinstance(row, Deliverable)}
    is_extra = need.kind == Requirement.Kind.EXTRA
    return agreement is None or is_extra or periods == set(plan_of(agreement.during, need))


BELONGS[Requirement] = _is_still_planned


@log_action
@transaction.atomic
def take_away_requirement(*, requirement: Requirement, by: User) -> Removal:
    """Take away a requirement and what it had planned; who did puts both back for a day. Same refusals."""
    agreement = Agreement.objects.select_for_update().get(pk=requirement.agreement_id)
    check_begun_reports({requirement: {}})
    back = reverse("agreements:agreement-detail", args=[agreement.pk])
    words = f"l’exigence «\u00a0{requirement.get_kind_display()}\u00a0», avec ses échéances"
    keeping = Keeping(words, back, Removal.Right.LEAD, agreement.organism_id)
    planned = list(requirement.deliverables.order_by("pk"))
    moved = Extension.objects.filter(deliverable__in=planned)
    return remove_rows(rows=[requirement, *planned, *moved], keeping=keeping, by=by)
