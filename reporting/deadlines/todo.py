"""The home page in words: what is this person's turn, what they wait for, what is with others, what was settled."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

from django.urls import reverse
from django.utils import timezone

from organisms.models import User
from organisms.user_request import UserRequest
from reporting.deadlines.answer_days import answer_days_of
from reporting.deadlines.obligations import obligations_now
from reporting.deadlines.standing import AHEAD, RECENT, Obligation
from reporting.deadlines.yours_count import count_yours
from reporting.models import Report
from reporting.workflow.levels import is_read
from reporting.workflow.status import LATE, YOURS, days_left, left_words
from roriq_portal.formats.days import format_short_period
from roriq_portal.lateness import is_past_due

SOON = timedelta(days=30)
REPORT_ACT = "Les chiffres viendront de vos activités. Préparez le rapport pour voir ce qu’il reste à dire."
BESIDE_ACT = "Remettez-le au bailleur, puis inscrivez la remise."
# What the button of a report says to whose turn it is; where none is said, to go on
ACTS = {
    Report.State.TO_CERTIFY: "Relire",
    Report.State.SUBMITTED: "Lire et endosser",
    Report.State.ENDORSED: "Lire et approuver",
    Report.State.ISSUED: "Lire et répondre",
    Report.State.RETURNED: "Corriger",
    Report.State.ASKED: "Répondre",
}
STAFF_ACT = "La coordination le prépare."


@dataclass(frozen=True)
class Due:
    """One line of the home page, in words. `begins`: where its act is sent to, when it begins a report at once."""

    title: str
    url: str
    for_words: str
    next_act: str
    due_on: date
    left: str
    is_late: bool
    is_soon: bool
    words: str
    turn: str
    sign: str
    act: str
    begins: str = ""


@dataclass(frozen=True)
class Overdue:
    """One line of « Pas encore reçus »: what, from whom, since when, and how to write to them."""

    title: str
    url: str
    organism: str
    email: str
    due_on: date
    left: str


@dataclass(frozen=True)
class DueLists:
    """The sections of the home page. `until`: the last day that « À vous » looks at; the calendar goes further."""

    yours: list[Due]
    others: list[Due]
    settled: list[Due]
    overdue: list[Overdue] = field(default_factory=list)
    until: date | None = None

    @property
    def words(self) -> str:
        """« 5 rapports vous attendent, tous en retard. », « 1 rapport vous attend. »"""
        count, late = len(self.yours), sum(due.is_late for due in self.yours)
        if not count:
            return "Rien ne vous attend."
        waiting = f"{count} rapports vous attendent" if count > 1 else "1 rapport vous attend"
        if not late:
            return f"{waiting}."
        if late == count:
            return f"{waiting}, {'tous ' if count > 1 else ''}en retard."
        return f"{waiting}, dont {late} en retard."


def due_lists(user: User, today: date) -> DueLists:
    """Return the obligations of now by section, the nearest day first, the settled ones last first. Five statements."""
    lists = DueLists([], [], [], [], today + AHEAD)
    obligations = obligations_now(user, today)
    answer_days = answer_days_of(owed.report for owed in obligations)
    for owed in obligations:
        answer_by = answer_days.get(owed.report.pk) if owed.report else None
        if answer_by:
            (lists.yours if owed.is_yours else lists.others).append(_awaited(_due(owed, today), answer_by, today))
        elif owed.is_yours:
            lists.yours.append(_due(owed, today))
        elif owed.is_settled:
            if owed.due_on >= today - RECENT:
                lists.settled.append(_due(owed, today))
        elif owed.is_late and owed.is_awaited:
            lists.overdue.append(_overdue(owed, today))
        else:
            lists.others.append(_due(owed, today))
    for rows, is_last_first in ((lists.yours, False), (lists.others, False), (lists.settled, True)):
        rows.sort(key=lambda due: (due.due_on, due.title, due.for_words), reverse=is_last_first)
    lists.overdue.sort(key=lambda row: (row.due_on, row.organism))
    return lists


def _due(owed: Obligation, today: date) -> Due:
    """A line says its report once owed is begun."""
    late = owed.is_late
    words = _report_words(owed, owed.report, today) if owed.report else _deliverable_words(owed, today)
    for_words = f"{owed.for_words} · {owed.organism.name}" if owed.reference else owed.organism.name
    return Due(
        for_words=for_words,
        due_on=owed.due_on,
        is_late=late,
        is_soon=not late and owed.due_on - today <= SOON,
        words=owed.words,
        turn=owed.turn,
        sign=owed.sign,
        **words,
    )


def _awaited(due: Due, day: date, today: date) -> Due:
    """A line of a report whose funder waits for an answer is dated by that day."""
    is_late = is_past_due(day, today)
    left = f"réponse attendue\u00a0: {days_left(day, today)}"
    return replace(due, due_on=day, left=left, is_late=is_late, is_soon=not is_late and day - today <= SOON)


def _report_words(owed: Obligation, report: Report, today: date) -> dict[str, str]:
    return {
        "title": str(report),
        "url": reverse("reporting:report-detail", args=[report.pk]),
        "next_act": owed.status.next_act,
        "left": left_words(report, owed.status, today),
        "act": _act_on(report) if owed.status.turn in (LATE, YOURS) else "Lire",
    }


def _act_on(report: Report) -> str:
    """Return the verb of the next act on a report; what every level has read is sent, whatever its state."""
    return "Transmettre" if is_read(report) else ACTS.get(Report.State(report.state), "Continuer")


def _deliverable_words(owed: Obligation, today: date) -> dict[str, str]:
    """What has a form is begun from its agreement; the rest is handed in outside the portal, and that is recorded."""
    act, next_act = ("Préparer le rapport", REPORT_ACT) if owed.has_form else ("Remis hors du portail", BESIDE_ACT)
    # An agreement that asks for a report each month has several lines: the period tells them apart
    period = format_short_period(owed.first_day, owed.last_day)
    programme = f", {owed.agreement.programme.name}" if owed.agreement else ""
    is_begun_here = owed.has_form and owed.is_yours
    return {
        "title": f"{owed.title}, {period}{programme}",
        "url": _agreement_url(owed) if owed.has_form else f"{owed.url}#l-hand",
        "next_act": next_act if owed.is_yours else STAFF_ACT,
        "left": days_left(owed.due_on, today),
        "act": act if owed.is_yours else "Lire",
        "begins": reverse("reporting:funder-report-open", args=[owed.pk]) if is_begun_here else "",
    }


def _agreement_url(owed: Obligation) -> str:
    return reverse("agreements:agreement-detail", args=[owed.agreement.pk]) if owed.agreement else ""


def _overdue(owed: Obligation, today: date) -> Overdue:
    """Who waits reads where it stands: the campaign of an annual report, the agreement of a deliverable."""
    organism, left = owed.organism, days_left(owed.due_on, today)
    url, title = _agreement_url(owed), f"{owed.title}, entente {owed.reference}"
    if owed.report and owed.report.campaign_id:
        url, title = reverse("reporting:campaign-detail", args=[owed.report.campaign_id]), owed.title
    return Overdue(title, url, organism.name, organism.email, owed.due_on, left)


def yours_count(request: UserRequest) -> dict:
    """Context for base.html: `yours_count`, counted only by the pages that show the masthead."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"yours_count": 0}
    return {"yours_count": partial(count_yours, user, timezone.localdate())}
