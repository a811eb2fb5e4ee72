"""People, and the invitations that open their seats."""

from datetime import date
from functools import cached_property
from typing import ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from roriq_portal.database.triggers import journal

from .seats import AuditorSeat, Membership, NetworkSeat, Seat, SeatsToday, seats_today


class UserManager(BaseUserManager["User"]):
    def create_user(self, email, password=None, **fields):
        """Return a new account. Its address is proven from birth: only the letter sent there opens an account."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            EmailAddress.objects.using(self._db).create(user=user, email=user.email, verified=True, primary=True)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


# A password set by raw SQL shows as a change of the account; the journal holds no password
@journal(
    exclude=["password", "last_login"],
    watched=("password", "email", "name", "is_active", "is_staff", "is_superuser", "date_joined"),
)
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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="user_email_once", violation_error_message="Un compte a déjà ce courriel."
            )
        ]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0] if self.name else self.email

    def seats(self):
        return self.memberships.running()

    @cached_property
    def held_today(self) -> SeatsToday:
        """All that runs today for this person around organisms; no page asks only one kind of seat."""
        return seats_today(self.pk, timezone.localdate())

    @property
    def has_second_step(self) -> bool:
        """Whether they set up an application or a key to enter in two steps. Recovery codes alone are none."""
        return self.held_today.has_second_step

    @property
    def live_memberships(self) -> list[Membership]:
        return self.held_today.memberships

    @property
    def is_network(self) -> bool:
        return self.live_network_seat is not None

    @property
    def coordinates_network(self) -> bool:
        """Whether they decide for the network today: its coordination, not its analysts."""
        seat = self.live_network_seat
        return seat is not None and seat.role == NetworkSeat.Role.COORDINATOR

    @property
    def live_network_seat(self) -> NetworkSeat | None:
        return next(iter(self.held_today.network), None)

    @cached_property
    def live_funder_seats(self) -> list:
        """Seats at funders that run today, with their funder and office."""
        if not self.held_today.is_at_funder:
            return []
        return list(self.funder_seats.running().select_related("funder", "office"))

    @property
    def pivot_region_ids(self) -> set[int]:
        """Regions for which an organism of theirs holds the mandate today; coordinators and directors act as pivot."""
        return self.held_today.pivot_region_ids

    @cached_property
    def audited_organism_ids(self) -> set[int]:
        return {seat.organism_id for seat in self.held_today.audited}

    @property
    def live_auditor_seats(self) -> list[AuditorSeat]:
        return self.held_today.audited

    @property
    def only_audits(self) -> bool:
        """Whether they are there to read only: an outside auditor without any other seat."""
        others = self.live_memberships or self.is_network or self.live_funder_seats
        return bool(self.live_auditor_seats) and not others

    @cached_property
    def has_any_seat(self) -> bool:
        return bool(self.live_memberships or self.is_network or self.live_funder_seats or self.audited_organism_ids)

    @cached_property
    def ended_seats(self) -> list[Seat]:
        """Seats of theirs that no longer run, of every kind, the last to end first. Four queries."""
        related = {
            "memberships": "organism",
            "network_seats": None,
            "auditor_seats": "organism",
            "funder_seats": "funder",
        }
        seats = [seat for name, owner in related.items() for seat in getattr(self, name).over().select_related(owner)]
        return sorted(seats, key=lambda seat: seat.ends_on or date.min, reverse=True)

    def role_at(self, organism_id: int) -> set[str]:
        return {m.role for m in self.live_memberships if m.organism_id == organism_id}


@journal(exclude=["token_hash"])
class Invitation(models.Model):
    """An invitation, used once: the link's token is kept as a hash, for seven days, for one e-mail and its seats."""

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

    pgh_event_model: ClassVar[type[models.Model]]  # what `journal` makes

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
