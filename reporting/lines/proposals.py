"""What the portal can propose for a box that somebody must declare. Never an answer."""

from django.db.models import QuerySet, Sum
from django.utils import timezone

from agreements.models import Contribution, Expense, Payment
from agreements.stability.queries import terms_of
from agreements.stability.signature_days import unsure_days
from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.models import Report
from roriq_portal.formats.money import format_money
from services.positions.queries import posts_of
from services.positions.tables import format_turnover
from services.positions.turnover import staffing, until_today
from services.text.sentences import capital

UNSIGNED_DAYS, TURNOVER = "V5.07", "V5.06"
RECEIVED, SPENT, OTHERS = "fin-recu", "fin-depense", "af-autres"


def proposals_for(report: Report, form_spec: FormSpec) -> dict[str, str]:
    """Return sentences, by indicator code or line key, for what the form asks and the portal half knows.

    V5.07 counts the days on which a service was given, which agreements do not know (decision 14). An organism's year
    has money that no agreement writes down, and a funder may count as its own what was written as others' help.
    """
    asked = {line.key for line in form_spec.lines} | {code for line in form_spec.lines for code in line.codes}
    known = {UNSIGNED_DAYS: _unsigned, TURNOVER: _turnover, RECEIVED: _received, SPENT: _spent, OTHERS: _others}
    return {name: words for name, propose in known.items() if name in asked and (words := propose(report))}


def proposal_for(proposals: dict[str, str], line: LineSpec) -> str:
    return next((proposals[name] for name in (line.key, *line.codes) if name in proposals), "")


def _unsigned(report: Report) -> str:
    if report.deliverable_id:
        return ""
    terms = terms_of(report.organism_id)
    return _days_words(unsure_days(terms, report.period.lower, report.period.upper)) if terms else ""


def _days_words(days: int) -> str:
    duration = f"{days}\u00a0jour{'s' if days > 1 else ''}" if days else "aucun jour"
    return (
        f"Vos ententes disent\u00a0: {duration} de la période sans signature ou entre deux ententes. "
        "Inscrivez ceux où vous avez quand même offert le service."
    )


def _turnover(report: Report) -> str:
    """What positions say; declared all the same: a paper of before may have counted people, not positions."""
    if report.deliverable_id:
        return ""
    end = until_today(report.period.upper, timezone.localdate())
    words = format_turnover(staffing(posts_of(report.organism_id), report.period.lower, end))
    return f"{capital(words)}." if words else ""


def _received(report: Report) -> str:
    agreement = "instalment__year__agreement"
    return _by_agreement(report, Payment.objects.all(), agreement, "Montants reçus inscrits à l’argent des ententes")


def _spent(report: Report) -> str:
    paid = Expense.objects.filter(is_committed=False)
    return _by_agreement(report, paid, "line__year__agreement", "Dépenses payées inscrites à l’argent des ententes")


def _by_agreement(report: Report, rows: QuerySet, agreement: str, words: str) -> str:
    """« …\u00a0: MIN-2024-031, 98 000,00 $\u00a0; VAL-2025-04, 5 000,00 $. »"""
    own = {f"{agreement}__organism": report.organism_id, **_inside(report)}
    summed = rows.filter(**own).order_by().values_list(f"{agreement}__reference").annotate(sum=Sum("amount"))
    in_order = summed.order_by(f"{agreement}__reference")
    amounts = "\u00a0; ".join(f"{reference}, {format_money(amount)}" for reference, amount in in_order)
    return f"{words}\u00a0: {amounts}." if amounts else ""


def _others(report: Report) -> str:
    if report.agreement is None:
        return ""
    public = {"year__agreement": report.agreement.pk, "origin": Contribution.Origin.PUBLIC, **_inside(report)}
    total = Contribution.objects.filter(**public).aggregate(sum=Sum("amount"))["sum"]
    if total is None:
        return ""
    return f"Aides publiques inscrites à la mise de fonds de l’entente\u00a0: {format_money(total)}."


def _inside(report: Report) -> dict:
    return {"day__gte": report.period.lower, "day__lt": report.period.upper}
