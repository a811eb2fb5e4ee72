"""The dated seats that give people their rights, and the reading of all that one person holds today."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roriq_portal.database.constraints import days_in_range
from roriq_portal.database.triggers import journal
from roriq_portal.trips import Errand, Prepared, Slot, rows_of, together

from .organism import Organism, PivotMandate

SECOND_STEPS = ["totp", "webauthn"]


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
    """A dated right. It waits for its person until the invitation is accepted."""

    invitation = models.ForeignKey(
        "organisms.Invitation", on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    during = DateRangeField()
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("organisms.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SeatQuerySet.as_manager()

    class Meta:
        abstract = True

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

    objects = TeamQuerySet.as_manager()

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

    objects = NetworkSeatQuerySet.as_manager()

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

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = seat_rules("auditor_seat", "organism")

    def __str__(self):
        return f"Vérification, {self.organism}"


def _seats_today() -> Errand[dict[str, list]]:
    person = get_user_model()
    user, today = Slot("user"), Slot("today", models.DateField())
    memberships = Membership.objects.running(today).filter(user=user)
    heads = memberships.exclude(role=Membership.Role.STAFF).values("organism")
    audited = AuditorSeat.objects.running(today).filter(user=user)
    funders = person._meta.get_field("funder_seats").related_model.objects.running(today).filter(user=user)
    mandates = PivotMandate.objects.filter(organism__in=heads, during__contains=today)
    steps = person._meta.get_field("authenticator").related_model.objects.filter(user=user, type__in=SECOND_STEPS)
    queries = {
        "memberships": memberships.select_related("organism__region").order_by("organism__sort_name", "role"),
        "network": NetworkSeat.objects.running(today).filter(user=user),
        "funders": funders.select_related("funder", "office"),
        "audited": audited.select_related("organism__region").order_by("organism__sort_name"),
        "regions": mandates.values_list("region", flat=True),
        "steps": steps.values_list("pk", flat=True),
    }
    return together({kind: rows_of(query) for kind, query in queries.items()})


SEATS = Prepared(_seats_today)
