"""What the portal can propose for a box that somebody must declare. Never an answer."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from agreements.models import Contribution, Expense, Payment
from agreements.stability.queries import terms_of
from agreements.stability.signature_days import unsure_days
from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.engine.repetition import agreement_key
from reporting.models import Line, Report
from roriq_portal.formats.money import format_money
from roriq_portal.formats.phrases import capital
from services.positions.queries import posts_of
from services.positions.tables import format_turnover
from services.positions.turnover import staffing, until_today

UNSIGNED_DAYS, TURNOVER = "V5.07", "V5.06"
RECEIVED, SPENT, OTHERS = "fin-recu", "fin-depense", "af-autres"


@dataclass(frozen=True)
class Proposal:
    """What the portal half knows of a line: `words` say it with its source. `values`: what one click puts in its boxes,
    by part (empty: the line itself), `denominator` beside; nothing where only a person can tell.
    """

    words: str
    values: dict[str, Decimal] = field(default_factory=dict)
    denominator: Decimal | None = None


def proposals_for(report: Report, form_spec: FormSpec) -> dict[str, Proposal]:
    """Return, by line key, what the portal half knows of what the form asks.

    V5.07 counts the days on which a service was given, which agreements do not know (decision 14). An organism's year
    has money that no agreement writes down, and a funder may count as its own what was written as others' help.
    """
    known = {UNSIGNED_DAYS: _unsigned, TURNOVER: _turnover, RECEIVED: _received, SPENT: _spent, OTHERS: _others}
    proposals = {}
    for line in form_spec.lines:
        propose = next((known[name] for name in (line.key, *line.codes) if name in known), None)
        if propose and (proposal := propose(report, line)):
            proposals[line.key] = proposal
    return proposals


def _counts_organism(report: Report, line: LineSpec) -> bool:
    """Whether the line is of the whole organism: all that is asked of an annual report is."""
    return report.deliverable_id is None or line.scope == Line.Scope.ORGANISM


def _unsigned(report: Report, line: LineSpec) -> Proposal | None:
    if report.deliverable_id:
        return None
    terms = terms_of(report.organism_id)
    days = unsure_days(terms, report.period.lower, report.period.upper) if terms else 0
    return Proposal(_days_words(days)) if terms else None


def _days_words(days: int) -> str:
    duration = f"{days}\u00a0jour{'s' if days > 1 else ''}" if days else "aucun jour"
    return (
        f"Vos ententes disent\u00a0: {duration} de la période sans signature ou entre deux ententes. "
        "Inscrivez ceux où vous avez quand même offert le service."
    )


def _turnover(report: Report, line: LineSpec) -> Proposal | None:
    """What positions say; declared all the same: a paper of before may have counted people, not positions."""
    if not _counts_organism(report, line):
        return None
    end = until_today(report.period.upper, timezone.localdate())
    totals = staffing(posts_of(report.organism_id), report.period.lower, end)
    if totals.turnover is None:
        return None
    lost, occupied = map(Decimal, totals.turnover)
    words = f"{capital(format_turnover(totals))}."
    # Of more positions lost than there were on the first day, a rate is not what the form takes
    return Proposal(words, {"": lost}, occupied) if lost <= occupied else Proposal(words)


def _received(report: Report, line: LineSpec) -> Proposal | None:
    agreement = "instalment__year__agreement"
    return _by_agreement(report, Payment.objects.all(), agreement, "Montants reçus inscrits à l’argent des ententes")


def _spent(report: Report, line: LineSpec) -> Proposal | None:
    paid = Expense.objects.filter(is_committed=False)
    return _by_agreement(report, paid, "line__year__agreement", "Dépenses payées inscrites à l’argent des ententes")


def _by_agreement(report: Report, rows: QuerySet, agreement: str, words: str) -> Proposal | None:
    """« …\u00a0: MIN-2024-031, 98 000,00 $\u00a0; VAL-2025-04, 5 000,00 $. »"""
    own = {f"{agreement}__organism": report.organism_id, **_inside(report)}
    grouped = rows.filter(**own).order_by().values_list(agreement, f"{agreement}__reference")
    summed = list(grouped.annotate(sum=Sum("amount")).order_by(f"{agreement}__reference"))
    if not summed:
        return None
    amounts = "\u00a0; ".join(f"{reference}, {format_money(amount)}" for _, reference, amount in summed)
    return Proposal(f"{words}\u00a0: {amounts}.", {agreement_key(pk): amount for pk, _, amount in summed})


def _others(report: Report, line: LineSpec) -> Proposal | None:
    if report.agreement is None:
        return None
    public = {"year__agreement": report.agreement.pk, "origin": Contribution.Origin.PUBLIC, **_inside(report)}
    total = Contribution.objects.filter(**public).aggregate(sum=Sum("amount"))["sum"]
    if total is None:
        return None
    words = f"Aides publiques inscrites à la mise de fonds de l’entente\u00a0: {format_money(total)}."
    return Proposal(words, {"": total})


def _inside(report: Report) -> dict:
    return {"day__gte": report.period.lower, "day__lt": report.period.upper}
