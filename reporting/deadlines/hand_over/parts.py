"""What a coordination leaves open: each kind a part of the page, its rows bounded, each leading where it is settled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from agreements.models import FunderSeat
from organisms.models import Organism, User
from reporting.access import LINKED
from reporting.deadlines.answer_days import answers_awaited
from reporting.deadlines.obligations import obligations_ahead
from reporting.models import Answer, Report, Transition
from roriq_portal.formats.days import format_day
from services.follow_up.checks import to_complete
from services.households.rows import follow_ups_waiting
from services.models import JointTarget, JointTargetRevision, Position

MOST = 12
AHEAD = timedelta(days=90)


@dataclass(frozen=True)
class Entry:
    """One thing left open: what leads to it, and what is said beside."""

    words: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Part:
    """One kind of thing left open. `more`: how many are not shown; `url`: where all of them are."""

    key: str
    title: str
    lead: str
    entries: Sequence[Entry]
    more: int = 0
    url: str = ""


def part(key: str, title: str, lead: str, entries: Iterable[Entry], url: str = "") -> Part:
    """Return a part of its first dozen entries."""
    every = list(entries)
    return Part(key, title, lead, every[:MOST], max(0, len(every) - MOST), url)


def due_part(organism: Organism, user: User, today: date) -> Part:
    """What the organism owes late, and in the next three months; the answers that funders wait for among it."""
    owed = obligations_ahead(user, today, today + AHEAD)
    owed += answers_awaited(user, today, today, today + AHEAD)
    own = sorted((row for row in owed if row.organism == organism and row.is_open), key=lambda row: row.due_on)
    entries = [
        Entry(f"{format_day(row.due_on)}\u00a0: {row.title}", row.url, "en retard" if row.is_late else row.reference)
        for row in own
    ]
    url = f"{reverse('reporting:calendar')}?organism={organism.pk}"
    return part("du", "En retard et à remettre", "Ce qui est dû d’ici trois mois, réponses comprises.", entries, url)


def begun_part(organism: Organism, user: User) -> Part:
    """Reports that are begun and not handed in, each with who wrote in it last. One statement."""
    steps = Transition.objects.filter(report=OuterRef("pk")).order_by("-at", "-pk")
    answers = Answer.objects.filter(report=OuterRef("pk"), saved_by__isnull=False).order_by("-saved_at", "-pk")
    rows = Report.objects.visible_to(user).filter(organism=organism, state__in=Report.OPEN, excused_at__isnull=True)
    rows = rows.select_related(*LINKED).annotate(
        writer=Subquery(answers.values("saved_by__name")[:1]), stepper=Subquery(steps.values("by__name")[:1])
    )
    entries = [
        Entry(str(row), reverse("reporting:report-detail", args=[row.pk]), _begun(row))
        for row in rows.order_by("due_on")
    ]
    lead = "Chacun avec la dernière personne qui y a écrit."
    return part("rapports", "Rapports commencés", lead, entries, reverse("reporting:report-list"))


def _begun(row) -> str:
    who = row.writer or row.stepper
    said = f"{row.get_state_display()}, dû le {format_day(row.due_on)}"
    return f"{said} · {who}" if who else said


def records_part(organism: Organism) -> Part:
    """Records that somebody left to be completed. Two statements."""
    left = to_complete(organism)
    entries = [
        Entry(
            f"{row.activity_type}, {format_day(row.day)}",
            reverse("services:activity-edit", args=[organism.pk, row.pk]),
            str(row.created_by or "une importation"),
        )
        for row in left.rows
    ]
    url = f"{reverse('services:activity-list', args=[organism.pk])}?etat=a-completer"
    lead = "Inscrites sans leur ventilation ou leur note."
    return Part("fiches", "Fiches à compléter", lead, entries, left.number - len(entries), url)


def households_part(organism: Organism, user: User, today: date) -> Part:
    """Follow-ups of households that are due: how many, never of whom. Two statements."""
    number = {waiting.pk: count for waiting, count in follow_ups_waiting(user, today)}.get(organism.pk, 0)
    words = "Un suivi de ménage est dû" if number == 1 else f"{number}\u00a0suivis de ménages sont dus"
    url = reverse("services:follow-up-list", args=[organism.pk])
    return part("menages", "Suivis de ménages", "", [Entry(words, url)] if number else [])


def targets_part(organism: Organism) -> Part:
    """Joint targets that the other organism proposed and nobody answered yet. One statement."""
    last = JointTargetRevision.objects.filter(joint_target=OuterRef("pk")).order_by("-number").values("side")[:1]
    rows = JointTarget.objects.of(organism.pk).filter(state=JointTarget.State.PROPOSED)
    rows = rows.annotate(last_side=Subquery(last)).select_related("sender", "receiver")
    waiting = [row for row in rows.order_by("pk") if row.last_side != row.side_of(organism.pk)]
    entries = [
        Entry(
            f"Proposée par {row.other_side_of(organism.pk)}",
            reverse("services:joint-target-detail", args=[organism.pk, row.pk]),
        )
        for row in waiting
    ]
    return part("cibles", "Cibles conjointes sans réponse", "L’autre organisme attend la vôtre.", entries)


def positions_part(organism: Organism, user: User, today: date) -> Part:
    """Positions that run, those that end within three months first. One statement."""
    rows = Position.objects.visible_to(user).filter(organism=organism)
    running = rows.filter(Q(during__contains=today) | Q(during__startswith__gt=today))
    entries = [
        Entry(row.title, reverse("services:position-edit", args=[organism.pk, row.pk]), _until(row, today))
        for row in sorted(running, key=lambda row: (row.during.upper or date.max, row.title))
    ]
    lead = "Ouverts aujourd’hui ou à venir, ceux qui finissent d’abord."
    return part("postes", "Postes", lead, entries, reverse("services:position-list", args=[organism.pk]))


def _until(row: Position, today: date) -> str:
    if row.during.upper is None:
        return "sans fin prévue"
    last = row.during.upper - timedelta(days=1)
    return f"finit le {format_day(last)}" + (", bientôt" if last <= today + AHEAD else "")


def contacts_part(agreement_ids: Sequence[int]) -> Part:
    """The people of the funders who sign these agreements. One statement."""
    seats = FunderSeat.objects.running().filter(funder__signatures__agreement__in=agreement_ids)
    rows = seats.select_related("user", "funder", "office").order_by("funder__sort_name", "user__name").distinct()
    entries = [
        Entry(
            row.user.name,
            f"mailto:{row.user.email}",
            " · ".join(filter(None, (str(row.funder), str(row.office or ""), row.user.email))),
        )
        for row in rows
        if row.user
    ]
    lead = "Les personnes des bailleurs de vos ententes qui ont un accès."
    return part("contacts", "Contacts chez les bailleurs", lead, entries)
