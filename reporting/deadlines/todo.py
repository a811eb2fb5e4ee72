"""What is due, by whose turn it is: reports under way and deliverables whose report is not begun yet."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, Expression, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from agreements.models import Deliverable
from organisms.models import User
from reporting.models import Report, Template
from reporting.workflow.status import (
    OTHERS,
    SETTLED,
    SIGNS,
    YOURS,
    days_left,
    is_late,
    left_words,
    status,
)
from roriq_portal.trips import Among

AHEAD = timedelta(days=120)
LOOKS_BACK = timedelta(days=365)
SOON = timedelta(days=30)
RECENT = timedelta(days=120)
REPORT_ACT = "Les chiffres viendront de vos activités. Ouvrez le rapport pour voir ce qu’il reste à dire."
EXTRA_ACT = "Remettez-le au bailleur, puis inscrivez la remise."


@dataclass(frozen=True)
class Due:
    """One line of the home page, in words."""

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


@dataclass(frozen=True)
class DueLists:
    yours: list[Due]
    others: list[Due]
    settled: list[Due]

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
    """Return what waits for them, what waits for others and what was settled in the last four months. Three queries."""
    groups: dict[str, list[Due]] = {YOURS: [], OTHERS: [], SETTLED: []}
    reports = (
        Report.objects.visible_to(user)
        .with_last_step()
        .filter(excused_at__isnull=True)
        .select_related("organism", "template_version__template", "deliverable__requirement__agreement")
    )
    for report in reports.order_by("due_on")[:400]:
        state = status(report, user)
        if state.group == SETTLED and report.due_on < today - RECENT:
            continue
        groups[state.group].append(_report_due(report, state, today))
    groups[YOURS] += [_deliverable_due(row, today) for row in not_begun(user, today)]
    for turn, rows in groups.items():
        rows.sort(key=lambda due: (due.due_on, due.title, due.for_words), reverse=turn == SETTLED)
    return DueLists(groups[YOURS], groups[OTHERS], groups[SETTLED])


def not_begun(user: User, today: date) -> QuerySet[Deliverable]:
    organisms = [m.organism_id for m in user.live_memberships if m.role != "staff"]
    rows = not_begun_of(Value(organisms), today - LOOKS_BACK, today + AHEAD)
    return rows.select_related("requirement__agreement__organism", "requirement__agreement__programme")


def not_begun_of(organisms: Expression, earliest, latest) -> QuerySet[Deliverable]:
    """Return what these organisms owe between two days, is still awaited, has a template or is an extra, and no report yet."""
    templates = Template.objects.filter(programme=OuterRef("requirement__agreement__programme"))
    return Deliverable.objects.awaited().filter(
        Q(Exists(templates)) | Q(requirement__kind="extra"),
        Among("requirement__agreement__organism_id", organisms),
        report__isnull=True,
        due_on__range=(earliest, latest),
    )


def _report_due(report: Report, state, today: date) -> Due:
    agreement = report.agreement
    late = is_late(report, today)
    for_words = f"Entente {agreement.reference} · {report.organism.name}" if agreement else report.organism.name
    return Due(
        title=str(report),
        url=reverse("reporting:report-detail", args=[report.pk]),
        for_words=for_words,
        next_act=state.next_act,
        due_on=report.due_on,
        left=left_words(report, state, today),
        is_late=late,
        is_soon=not late and report.due_on - today <= SOON,
        words=state.words,
        turn=state.turn,
        sign=state.sign,
        act={"late": "Répondre", "yours": "Continuer"}.get(state.turn, "Lire"),
    )


def _deliverable_due(row: Deliverable, today: date) -> Due:
    agreement = row.requirement.agreement
    of_agreement = reverse("agreements:agreement-detail", args=[agreement.pk])
    return Due(
        title=f"{row.name}, {agreement.programme.name}",
        url=reverse("agreements:deliverable-detail", args=[agreement.pk, row.pk]) if row.is_extra else of_agreement,
        for_words=f"Entente {agreement.reference} · {agreement.organism.name}",
        next_act=EXTRA_ACT if row.is_extra else REPORT_ACT,
        due_on=row.due_on,
        left=days_left(row.due_on, today),
        is_late=row.due_on < today,
        is_soon=today <= row.due_on <= today + SOON,
        words="À produire",
        turn=YOURS,
        sign=SIGNS[YOURS],
        act="Voir le livrable" if row.is_extra else "Voir l’entente",
    )
