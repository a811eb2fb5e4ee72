"""The hand-over to a new coordination: agreements, seats, templates, bodies, and all that is left open."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from agreements.models import Agreement, Deliverable
from organisms.models import Membership, Organism, User
from reporting.deadlines.hand_over.money_part import money_parts
from reporting.deadlines.hand_over.parts import (
    Part,
    begun_part,
    contacts_part,
    due_part,
    households_part,
    positions_part,
    records_part,
    targets_part,
)
from services.follow_up.checks import (
    Duplicates,
    Uncharged,
    by_month,
    ended_among,
    probable_duplicates,
    templates_in_use,
    uncharged,
    unfinished_imports,
)
from services.forms.agreement_fields import agreements_of
from services.models import ActivityTemplate, ConcertationBody, ImportBatch
from services.partners.bodies import bodies_of, is_silent


@dataclass(frozen=True)
class RunningAgreement:
    """An agreement in force, to come, or ended with something still owed; `late`: how much of it is late.

    What is late and what comes stand once on the page, in the part of what is due.
    """

    agreement: Agreement
    late: int


@dataclass(frozen=True)
class HandOver:
    """One organism on one day, as its coordination leaves it to the next."""

    agreements: list[RunningAgreement]
    parts: list[Part]
    seats: list[Membership]
    templates: list[ActivityTemplate]
    bodies: list[tuple[ConcertationBody, bool]]
    months: list[tuple[date, int]]
    uncharged: Uncharged
    imports: list[ImportBatch]
    ended: list[tuple[ActivityTemplate, list[str]]]
    duplicates: list[Duplicates]


def read_hand_over(organism: Organism, *, user: User, today: date) -> HandOver:
    """Return the hand-over page of a day, by what this person may read. Thirty statements at most."""
    agreements = _running(organism, user, today)
    seats = Membership.objects.running(today).filter(organism=organism).select_related("user")
    templates = templates_in_use(organism)
    return HandOver(
        agreements=agreements,
        parts=[
            due_part(organism, user, today),
            begun_part(organism, user),
            *money_parts(organism, user, today),
            records_part(organism),
            households_part(organism, user, today),
            targets_part(organism),
            positions_part(organism, user, today),
            contacts_part([running.agreement.pk for running in agreements]),
        ],
        seats=list(seats.order_by("role", "user__name")),
        templates=templates,
        bodies=[(body, is_silent(body.last_day, today)) for body in bodies_of(organism).filter(archived=False)],
        months=by_month(organism, today),
        uncharged=uncharged(organism, today),
        imports=unfinished_imports(organism),
        ended=ended_among(templates, today),
        duplicates=probable_duplicates(organism, today),
    )


def _running(organism: Organism, user: User, today: date) -> list[RunningAgreement]:
    is_late = Q(pk__in=Deliverable.objects.late_on(today).order_by().values("requirement__agreement"))
    rows = agreements_of(organism).filter(Q(during__endswith__gt=today) | is_late).select_related("programme")
    late = Deliverable.objects.visible_to(user).late_on(today).order_by().values_list("requirement__agreement")
    numbers = dict(late.annotate(number=Count("pk")))
    return [RunningAgreement(row, numbers.get(row.pk, 0)) for row in rows]
