"""What the portal can propose for a box that somebody must declare. Never an answer: the box stays hers."""

from django.db.models import QuerySet, Sum

from agreements.currency import say_money
from agreements.models import Contribution, Expense, Payment
from agreements.stability.queries import reading_terms_of
from agreements.stability.signature_days import unsure_days
from reporting.engine.form_spec import LineSpec, Outline
from reporting.models import Report
from roriq_portal.trips import Errand, nothing, together
from services.positions.queries import reading_posts
from services.positions.tables import say_turnover
from services.positions.turnover import staffing
from services.text.sentences import capital

UNSIGNED_DAYS, TURNOVER = "V5.07", "V5.06"
RECEIVED, SPENT, OTHERS = "fin-recu", "fin-depense", "af-autres"


def reading_proposals(report: Report, outline: Outline) -> Errand[dict[str, str]]:
    """Return the errand of sentences, by indicator code or line key, for what the form asks and the portal half knows.

    V5.07 counts the days on which a service was given, which agreements do not know (decision 14). An organism's year
    has money that no agreement writes down, and a funder may count as its own what was written as others' help.
    """
    asked = {line.key for line in outline.lines} | {code for line in outline.lines for code in line.codes}
    known = {UNSIGNED_DAYS: _unsigned, TURNOVER: _turnover, RECEIVED: _received, SPENT: _spent, OTHERS: _others}
    wanted = {name: read(report) for name, read in known.items() if name in asked}
    return together(wanted).then(lambda found: {name: words for name, words in found.items() if words})


def proposal_for(proposals: dict[str, str], line: LineSpec) -> str:
    return next((proposals[name] for name in (line.key, *line.codes) if name in proposals), "")


def _unsigned(report: Report) -> Errand[str]:
    if report.deliverable_id:
        return nothing("")
    since, until = report.period.lower, report.period.upper
    return reading_terms_of(report.organism_id).then(
        lambda terms: _days_words(unsure_days(terms, since, until)) if terms else ""
    )


def _days_words(days: int) -> str:
    told = f"{days}\u00a0jour{'s' if days > 1 else ''}" if days else "aucun jour"
    return (
        f"Vos ententes disent\u00a0: {told} de la période sans signature ou entre deux ententes. "
        "Inscrivez ceux où vous avez quand même offert le service."
    )


def _turnover(report: Report) -> Errand[str]:
    """What positions say; declared all the same: a paper of before may have counted people, not positions."""
    if report.deliverable_id:
        return nothing("")
    first, end = report.period.lower, report.period.upper
    return reading_posts(report.organism_id).then(lambda posts: _sentence(say_turnover(staffing(posts, first, end))))


def _sentence(words: str) -> str:
    return f"{capital(words)}." if words else ""


def _received(report: Report) -> Errand[str]:
    agreement = "instalment__year__agreement"
    return _by_agreement(report, Payment.objects.all(), agreement, "Montants reçus inscrits à l’argent des ententes")


def _spent(report: Report) -> Errand[str]:
    paid = Expense.objects.filter(is_committed=False)
    return _by_agreement(report, paid, "line__year__agreement", "Dépenses payées inscrites à l’argent des ententes")


def _by_agreement(report: Report, rows: QuerySet, agreement: str, words: str) -> Errand[str]:
    """« …\u00a0: MIN-2024-031, 98 000,00 $\u00a0; VAL-2025-04, 5 000,00 $. »"""
    own = {f"{agreement}__organism": report.organism_id, **_inside(report)}
    summed = rows.filter(**own).order_by().values_list(f"{agreement}__reference").annotate(sum=Sum("amount"))
    return Errand((summed.order_by(f"{agreement}__reference"),), lambda found: _sum_words(words, found))


def _sum_words(words: str, found: list[tuple]) -> str:
    told = "\u00a0; ".join(f"{reference}, {say_money(amount)}" for reference, amount in found)
    return f"{words}\u00a0: {told}." if told else ""


def _others(report: Report) -> Errand[str]:
    if report.agreement is None:
        return nothing("")
    public = {"year__agreement": report.agreement.pk, "origin": Contribution.Origin.PUBLIC, **_inside(report)}
    rows = Contribution.objects.filter(**public).order_by().values_list("origin").annotate(sum=Sum("amount"))
    words = "Aides publiques inscrites à la mise de fonds de l’entente\u00a0: {}."
    return Errand((rows,), lambda found: words.format(say_money(found[0][1])) if found else "")


def _inside(report: Report) -> dict:
    return {"day__gte": report.period.lower, "day__lt": report.period.upper}
