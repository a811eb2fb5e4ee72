"""What an agreement's money keeps in place when its term, years, parties or calendar change. Sentences, or nothing."""

from collections.abc import Iterable
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from agreements.agreement.terms.schedule import Days, moved_periods
from agreements.models import Agreement, BudgetLine, Contribution, Expense, Funder, Instalment, Requirement


def years_kept(agreement: Agreement, count: int) -> str:
    """Say why years beyond `count` cannot go: budget lines, instalments or contributions stand in them."""
    beyond = Q(year__agreement=agreement, year__number__gt=count)
    if any(model.objects.filter(beyond).exists() for model in (BudgetLine, Instalment, Contribution)):
        return "Cette durée ferait disparaître une année qui a un budget ou des versements : retirez-les d’abord."
    return ""


def days_kept(agreement: Agreement, years: Iterable[DateRange]) -> str:
    """Say which expenses and contributions the moved years would leave outside; an explained expense may stay out."""
    out = 0
    for number, during in enumerate(years, start=1):
        inside = Q(day__gte=during.lower, day__lt=during.upper)
        here = Expense.objects.filter(line__year__agreement=agreement, line__year__number=number, explanation="")
        out += here.exclude(inside).count()
        out += Contribution.objects.filter(year__agreement=agreement, year__number=number).exclude(inside).count()
    if not out:
        return ""
    noun = "1 dépense ou contribution" if out == 1 else f"{out} dépenses ou contributions"
    return f"Cette durée laisserait {noun} hors de son année : expliquez-la ou déplacez-la d’abord."


def payers_kept(agreement: Agreement, signing: set[Funder]) -> str:
    """Say which funder has instalments and must stay a signatory."""
    row = (
        Instalment.objects.filter(year__agreement=agreement)
        .exclude(funder__in=signing)
        .select_related("funder")
        .first()
    )
    return f"{row.funder} a des versements dans cette entente : gardez sa signature." if row else ""


def awaited_kept(plans: dict[Requirement, dict[Days, date]]) -> str:
    """Say when a deliverable that an instalment waits for would leave the calendar."""
    lost = any(_leaves_awaited(requirement, plan) for requirement, plan in plans.items())
    return (
        "Ce changement retirerait un rapport dont un versement dépend : changez d’abord sa condition." if lost else ""
    )


def _leaves_awaited(requirement: Requirement, plan: dict[Days, date]) -> bool:
    rows = requirement.deliverables
    standing = {(period.lower, period.upper) for period in rows.values_list("period", flat=True)}
    stays = plan.keys() | moved_periods(standing, plan).keys()
    awaited = rows.filter(instalments__isnull=False).values_list("period", flat=True)
    return any((period.lower, period.upper) not in stays for period in awaited)
