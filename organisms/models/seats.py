"""The dated seats that give people their rights, and the reading of all that one person holds today."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from roriq_portal.database.constraints import days_in_range
from roriq_portal.database.triggers import journal

from .organism import Organism
from .places import Region

if TYPE_CHECKING:
    from .people import Invitation, User

SECOND_STEPS = ["totp", "webauthn"]
SeatOfAny = TypeVar("SeatOfAny", bound="Seat")


class SeatQuerySet(models.QuerySet):
    def running(self, day=None):
        """Seats that have a person and run on the day (today by default)."""
        return self.filter(user__isnull=False, during__contains=day or timezone.localdate())

    def waiting(self):
        """Seats whose invitation has been neither accepted nor cancelled; it may have expired."""
        return self.filter(user__isnull=True, invitation__accepted_at=None, invitation__cancelled_at=None)

    def over(self):
        """Seats that had a person and no longer run."""
        return self.filter(user__isnull=False).exclude(during__contains=timezone.localdate())


class TeamQuerySet(SeatQuerySet):
    def visible_to(self, user):
        """A team and its auditors are read by those who have a seat in it, and by the network."""
        if user.is_network:
            return self
        return self.filter(organism__in=[m.organism_id for m in user.live_memberships])


class NetworkSeatQuerySet(SeatQuerySet):
    def visible_to(self, user):
        return self if user.is_network else self.none()


class Seat(models.Model):
    """A dated right. It waits for its person until the invitation is accepted.

    `awaited_email` is the invitation's, in lower case, while the seat waits: a second invitation to it is refused.
    """

    invitation = models.ForeignKey(
        "organisms.Invitation", on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    awaited_email = models.EmailField("courriel attendu", null=True, blank=True, editable=False)
    during = DateRangeField()
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("organisms.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SeatQuerySet.as_manager()

    user: "models.ForeignKey[User | None, User | None]"  # each kind of seat has its own
    user_id: int | None
    pgh_event_model: ClassVar[type[models.Model]]  # what `journal` makes

    class Meta:
        abstract = True

    @property
    def waiting_invitation(self) -> "Invitation | None":
        """The invitation of a seat that waits: neither accepted nor cancelled; it may have expired."""
        letter = self.invitation
        is_over = self.user_id or letter is None or letter.accepted_at or letter.cancelled_at
        return None if is_over else letter

    @property
    def starts_on(self):
        return self.during.lower

    @property
    def ends_on(self):
        return self.during.upper

    @property
    def last_day(self):
        return self.during.upper - timedelta(days=1) if self.during.upper else None


def seat_rules(name, *fields):
    return [
        models.CheckConstraint(
            name=f"{name}_has_person_or_invitation",
            condition=Q(user__isnull=False) | Q(invitation__isnull=False),
        ),
        ExclusionConstraint(
            name=f"{name}_does_not_overlap",
            expressions=[
                *[(field, RangeOperators.EQUAL) for field in ("user", *fields)],
                ("during", RangeOperators.OVERLAPS),
            ],
        ),
        models.UniqueConstraint(name=f"{name}_awaits_once", fields=[*fields, "awaited_email"]),
        models.CheckConstraint(
            name=f"{name}_awaits_or_has_person", condition=Q(user__isnull=True) | Q(awaited_email__isnull=True)
        ),
        days_in_range(f"{name}_days_in_range"),
    ]


@journal()
class Membership(Seat):
    class Role(models.TextChoices):
        STAFF = "staff", "Intervention"
        COORDINATOR = "coordinator", "Coordination"
        DIRECTOR = "director", "Direction"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)

    objects: ClassVar = TeamQuerySet.as_manager()

    class Meta:
        constraints = seat_rules("membership", "organism", "role")

    def __str__(self):
        return f"{self.get_role_display()}, {self.organism}"


@journal()
class NetworkSeat(Seat):
    class Role(models.TextChoices):
        COORDINATOR = "coordinator", "Coordination du réseau"
        ANALYST = "analyst", "Analyse du réseau"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="network_seats"
    )
    role = models.CharField(max_length=12, choices=Role)

    objects: ClassVar = NetworkSeatQuerySet.as_manager()

    class Meta:
        constraints = seat_rules("network_seat")

    def __str__(self):
        return self.get_role_display()


@journal()
class AuditorSeat(Seat):
    """An outside person's right to read one organism's records and reports, until a day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="auditor_seats"
    )
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="auditor_seats")

    objects: ClassVar = TeamQuerySet.as_manager()

    class Meta:
        constraints = seat_rules("auditor_seat", "organism")

    def __str__(self):
        return f"Vérification, {self.organism}"


@dataclass(frozen=True)
class SeatsToday:
    """The seats of one person on a day, with organism and region, pivot regions, and whether they have one at a funder.

    `has_second_step`: whether they set up an application or a key to enter in two steps.
    """

    memberships: list[Membership] = field(default_factory=list)
    network: list[NetworkSeat] = field(default_factory=list)
    audited: list[AuditorSeat] = field(default_factory=list)
    pivot_region_ids: set[int] = field(default_factory=set)
    is_at_funder: bool = False
    has_second_step: bool = False


# Every page asks this: one statement, written once, since the ORM spends more on writing it than PostgreSQL on reading
HELD_TODAY = """
    SELECT held.kind, held.id, held.role, held.during, {organism}, {region}
    FROM (
        SELECT 'membership' AS kind, id, role, during, organism_id FROM organisms_membership
        WHERE user_id = %(user)s AND during @> %(today)s::date
        UNION ALL
        SELECT 'network', id, role, during, NULL FROM organisms_networkseat
        WHERE user_id = %(user)s AND during @> %(today)s::date
        UNION ALL
        SELECT 'audited', id, NULL, during, organism_id FROM organisms_auditorseat
        WHERE user_id = %(user)s AND during @> %(today)s::date
        UNION ALL
        SELECT 'funder', id, NULL, during, NULL FROM agreements_funderseat
        WHERE user_id = %(user)s AND during @> %(today)s::date
        UNION ALL
        SELECT 'pivot', region_id, NULL, during, NULL FROM organisms_pivotmandate
        WHERE during @> %(today)s::date AND organism_id IN (
            SELECT organism_id FROM organisms_membership
            WHERE user_id = %(user)s AND during @> %(today)s::date AND role <> 'staff'
        )
        UNION ALL
        SELECT 'second step', id, NULL, NULL, NULL FROM mfa_authenticator
        WHERE user_id = %(user)s AND type = ANY(%(second_steps)s)
    ) held
    LEFT JOIN organisms_organism organism ON organism.id = held.organism_id
    LEFT JOIN organisms_region region ON region.id = organism.region_id
    ORDER BY organism.sort_name, held.role
"""


def seats_today(user_id: int, today: date) -> SeatsToday:
    """Return what a person holds on a day, in one statement."""
    seats = SeatsToday()
    region_ids, others = set(), set()
    with connection.cursor() as cursor:
        cursor.execute(_held_today(), {"user": user_id, "today": today, "second_steps": SECOND_STEPS})
        rows = cursor.fetchall()
    for kind, pk, role, during, *columns in rows:
        seat = {"id": pk, "user_id": user_id, "during": during}
        if kind == "membership":
            seats.memberships.append(_seat(Membership, {**seat, "role": role}, _organism(columns)))
        elif kind == "network":
            seats.network.append(_seat(NetworkSeat, {**seat, "role": role}))
        elif kind == "audited":
            seats.audited.append(_seat(AuditorSeat, seat, _organism(columns)))
        elif kind == "pivot":
            region_ids.add(pk)
        else:
            others.add(kind)
    return replace(
        seats,
        pivot_region_ids=region_ids,
        is_at_funder="funder" in others,
        has_second_step="second step" in others,
    )


@cache
def _held_today() -> str:
    columns = {model: _columns(model) for model in (Organism, Region)}
    return HELD_TODAY.format(organism=columns[Organism], region=columns[Region])


def _columns(model: type[models.Model]) -> str:
    return ", ".join(f"{model._meta.model_name}.{field.column}" for field in model._meta.concrete_fields)


def _seat(model: type[SeatOfAny], columns: dict[str, Any], organism: Organism | None = None) -> SeatOfAny:
    """Return a seat as the ORM would have read it; who opened it, and when, are read if somebody asks."""
    if organism:
        columns = {**columns, "organism_id": organism.pk}
    names = [field.attname for field in model._meta.concrete_fields if field.attname in columns]
    seat = model.from_db(connection.alias, names, [columns[name] for name in names])
    if organism:
        seat.organism = organism  # type: ignore[attr-defined]  # of the kinds that have one
    return seat


def _organism(columns: list) -> Organism:
    """Return the organism of a row, with its region: the columns of both, one after the other."""
    names = [field.attname for field in Organism._meta.concrete_fields]
    organism = Organism.from_db(connection.alias, names, columns[: len(names)])
    organism.region = Region.from_db(
        connection.alias, [field.attname for field in Region._meta.concrete_fields], columns[len(names) :]
    )
    return organism
