"""People, the dated seats that give them rights, and the invitations that open them."""

from datetime import timedelta
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roriq_portal.triggers import journal
from roriq_portal.trips import Errand, Prepared, Slot, rows_of, together

from .organism import Organism, PivotMandate


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Rights come from seats that run today, read once per request."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0] if self.name else self.email

    def seats(self):
        return self.memberships.running()

    @cached_property
    def live_seats(self) -> dict[str, list]:
        """All that runs today for her, by kind, in one trip: no page asks only one of them."""
        return SEATS.run(user=self.pk, today=timezone.localdate())

    @property
    def live_memberships(self) -> list["Membership"]:
        return self.live_seats["memberships"]

    @property
    def is_network(self) -> bool:
        return self.live_network_seat is not None

    @property
    def coordinates_network(self) -> bool:
        """Whether she decides for the network today: its coordination, not its analysts."""
        seat = self.live_network_seat
        return seat is not None and seat.role == NetworkSeat.Role.COORDINATOR

    @property
    def live_network_seat(self) -> "NetworkSeat | None":
        return next(iter(self.live_seats["network"]), None)

    @property
    def live_funder_seats(self) -> list:
        return self.live_seats["funders"]

    @cached_property
    def pivot_region_ids(self) -> set[int]:
        """Regions for which an organism of hers holds the mandate today; coordinators and directors act as pivot."""
        return set(self.live_seats["regions"])

    @cached_property
    def audited_organism_ids(self) -> set[int]:
        return {seat.organism_id for seat in self.live_seats["audited"]}

    @property
    def live_auditor_seats(self) -> list["AuditorSeat"]:
        return self.live_seats["audited"]

    @property
    def only_audits(self) -> bool:
        """Whether she is there to read only: an outside auditor without any other seat."""
        others = self.live_memberships or self.is_network or self.live_funder_seats
        return bool(self.live_auditor_seats) and not others

    @cached_property
    def has_any_seat(self) -> bool:
        return bool(self.live_memberships or self.is_network or self.live_funder_seats or self.audited_organism_ids)

    def role_at(self, organism_id: int) -> set[str]:
        return {m.role for m in self.live_memberships if m.organism_id == organism_id}


@journal(exclude=["token_hash"])
class Invitation(models.Model):
    """A door opened once: the link's token is kept as a hash, for seven days, for one e-mail and its seats."""

    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_accepted_pair",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_cancelled_pair",
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_accepted_or_cancelled",
                condition=Q(accepted_at__isnull=True) | Q(cancelled_at__isnull=True),
            ),
        ]

    def __str__(self):
        return self.email

    @property
    def is_open(self) -> bool:
        return not self.accepted_at and not self.cancelled_at and self.expires_at > timezone.now()


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
        Invitation, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
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
    ]


@journal()
class Membership(Seat):
    class Role(models.TextChoices):
        STAFF = "staff", "Intervention"
        COORDINATOR = "coordinator", "Coordination"
        DIRECTOR = "director", "Direction"

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
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

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="network_seats")
    role = models.CharField(max_length=12, choices=Role)

    objects = NetworkSeatQuerySet.as_manager()

    class Meta:
        constraints = seat_rules("network_seat")

    def __str__(self):
        return self.get_role_display()


@journal()
class AuditorSeat(Seat):
    """An outside person's right to read one organism's records and reports, until a day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="auditor_seats")
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="auditor_seats")

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = seat_rules("auditor_seat", "organism")

    def __str__(self):
        return f"Vérification, {self.organism}"


def _seats_today() -> Errand[dict[str, list]]:
    user, today = Slot("user"), Slot("today", models.DateField())
    memberships = Membership.objects.running(today).filter(user=user)
    heads = memberships.exclude(role=Membership.Role.STAFF).values("organism")
    audited = AuditorSeat.objects.running(today).filter(user=user)
    funders = User._meta.get_field("funder_seats").related_model.objects.running(today).filter(user=user)
    mandates = PivotMandate.objects.filter(organism__in=heads, during__contains=today)
    queries = {
        "memberships": memberships.select_related("organism__region").order_by("organism__sort_name", "role"),
        "network": NetworkSeat.objects.running(today).filter(user=user),
        "funders": funders.select_related("funder", "office"),
        "audited": audited.select_related("organism__region").order_by("organism__sort_name"),
        "regions": mandates.values_list("region", flat=True),
    }
    return together({kind: rows_of(query) for kind, query in queries.items()})


SEATS = Prepared(_seats_today)
