"""Which of the reports that a list shows may take an act at once, and what is left out, with the reason."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet

from agreements.models import AgreementFunder
from organisms.models import User
from reporting.filling.repeat_previous import Carried, carried_of
from reporting.models import Answer, Report, Version
from reporting.workflow.transitions import refusal_of
from reporting.works.grouped.kinds import Kind
from roriq_portal.formats.phrases import and_others, counted

MOST = 500
MOST_NAMED = 8
NOT_YOURS = "Votre siège ne permet pas ce geste sur ce rapport."
TOO_MANY = f"{MOST} à la fois au plus\u00a0: le reste viendra après."


NOTHING_CARRIED = Carried()


@dataclass(frozen=True)
class Choice:
    """A report that may take the act. `is_ticked`: chosen unless its author says otherwise; no draft is, nor a new
    version, nor what is decided of the work of others: only who read a report ticks it.

    `carried`: what its author says again of the answers taken from another period.
    """

    report: Report
    is_ticked: bool
    carried: Carried = NOTHING_CARRIED

    @property
    def agreement(self) -> str:
        return self.report.agreement.reference if self.report.agreement else ""


@dataclass(frozen=True)
class LeftOut:
    """« 12 rapports », « On ne peut pas approuver un rapport dont l’état est « brouillon ». »; `names` some of them."""

    count: int
    reason: str
    names: str = ""

    @property
    def count_words(self) -> str:
        return counted(self.count, "rapport")


@dataclass(frozen=True)
class Offer:
    """What is offered, by organism then due day, and what is left out, the most frequent reason first."""

    kind: Kind
    choices: list[Choice]
    left_out: list[LeftOut]

    @property
    def reports(self) -> list[Report]:
        return [choice.report for choice in self.choices]

    @property
    def attests(self) -> bool:
        """Whether one of them is certified as it leaves."""
        return any(map(self.kind.certifies, self.reports))

    @property
    def carried(self) -> dict[int, Carried]:
        """Report → what is said again of its answers; one without any is not there."""
        return {choice.report.pk: choice.carried for choice in self.choices if choice.carried.words}


def offer_of(kind: Kind, user: User, rows: QuerySet[Report]) -> Offer:
    """Sort the reports of a list, that the user reads: those that may take the act, and the others. Three queries."""
    candidates = list(rows.filter(kind.waits_in).order_by("organism__sort_name", "due_on", "pk")[: MOST + 1])
    offered = candidates[:MOST]
    reasons = _reasons(kind, user, offered)
    able = [report for report in offered if report.pk not in reasons]
    carried = carried_among(report for report in able if kind.certifies(report))
    choices = [Choice(report, _is_ticked(kind, report), carried.get(report.pk, NOTHING_CARRIED)) for report in able]
    left = _named_reasons(offered, reasons)
    left += [LeftOut(rows.filter(kind.waits_in).count() - MOST, TOO_MANY)] if len(candidates) > MOST else []
    return Offer(kind, choices, [*left, *_other_states(rows, kind)])


def _is_ticked(kind: Kind, report: Report) -> bool:
    return not (kind.is_again or kind.decides) and report.state != Report.State.DRAFT


def _reasons(kind: Kind, user: User, reports: Collection[Report]) -> dict[int, str]:
    """Report → why it cannot take the act now; one that may is not there."""
    return {
        report.pk: (kind.step and refusal_of(report, kind.step)) or NOT_YOURS
        for report in reports
        if not kind.may(user, report)
    }


def carried_among(reports: Iterable[Report]) -> dict[int, Carried]:
    """Return, of each of these reports that has some, what is said again of its carried answers. One query."""
    known = {report.pk: report for report in reports}
    answers: dict[int, list[Answer]] = defaultdict(list)
    for answer in Answer.objects.filter(report__in=known).exclude(carried_from=""):
        answers[answer.report_id].append(answer)
    said = {pk: carried_of(known[pk], rows) for pk, rows in answers.items()}
    return {pk: carried for pk, carried in said.items() if carried.words}


def last_versions(reports: Iterable[Report]) -> dict[int, int]:
    """Return the number of the last version of each report that has one. One query."""
    versions = Version.objects.filter(report__in=[report.pk for report in reports])
    return dict(versions.order_by().values_list("report").annotate(Max("number")))


def _named_reasons(reports: Iterable[Report], reasons: dict[int, str]) -> list[LeftOut]:
    by_reason: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        if report.pk in reasons:
            by_reason[reasons[report.pk]].append(report)
    lines = [LeftOut(len(group), reason, _names(group)) for reason, group in by_reason.items()]
    return sorted(lines, key=lambda line: (-line.count, line.reason))


def _names(reports: list[Report]) -> str:
    named = [f"{report.organism.name} ({report.period_short})" for report in reports[:MOST_NAMED]]
    return and_others(named, len(reports) - len(named))


def _other_states(rows: QuerySet[Report], kind: Kind) -> list[LeftOut]:
    """What the list shows besides, counted by state: thousands of rows are one line each."""
    others = Report.objects.filter(pk__in=rows.order_by().values("pk")).exclude(kind.waits_in).order_by()
    counts = others.values_list("state").annotate(n=Count("pk")).order_by("-n", "state")
    labels = dict(Report.State.choices)
    return [LeftOut(n, f"Leur état est «\u00a0{str(labels[state]).lower()}\u00a0».") for state, n in counts]


def funders_reached(reports: Iterable[Report]) -> list[str]:
    """Return « Ministère des Essais, 12 rapports » of each signatory that these reports are issued to. One query."""
    agreements = [report.funded_agreement.pk for report in reports]
    signatures = AgreementFunder.objects.filter(agreement__in=agreements).select_related("funder")
    counts: dict[str, int] = defaultdict(int)
    for signature in signatures.order_by("funder__sort_name", "pk"):
        counts[str(signature.funder)] += agreements.count(signature.agreement_id)
    return [f"{name}, {counted(number, 'rapport')}" for name, number in counts.items()]
