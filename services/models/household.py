"""A household that settles: a random key, a size, a category, and what happened, day by day. No direct identifier."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from organisms.models import Category, Component, Organism
from roriq_portal.database.triggers import append_only
from services.models.triggers import GOES_WITH_ITS_HOUSEHOLD, HOUSEHOLD_STANDS, STEP_HOLDS

from .joint_target import JointTarget, Side

FOLLOW_UPS = (6, 12, 24)
DAY_RANGE = ("1990-01-01", "2100-12-31")


def _goes_with_household() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="goes_with_household",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=GOES_WITH_ITS_HOUSEHOLD,
    )


class HouseholdQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Its two organisms only: no pivot, no network, no funder, no auditor reads a household."""
        own = [m.organism_id for m in user.live_memberships]
        return self.filter(Q(sender__in=own) | Q(receiver__in=own))

    def of(self, organism_id: int):
        return self.filter(Q(sender=organism_id) | Q(receiver=organism_id))

    def unpurged(self):
        return self.filter(purged_on__isnull=True)


class Household(models.Model):
    """`sender` is NULL when it came by itself. `keep_until`: the day after which it is purged."""

    key = models.CharField(max_length=7, unique=True)
    size = models.PositiveSmallIntegerField(null=True, blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sender = models.ForeignKey(
        Organism, on_delete=models.PROTECT, null=True, blank=True, related_name="households_sent"
    )
    receiver = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="households_received")
    joint_target = models.ForeignKey(
        JointTarget, on_delete=models.PROTECT, null=True, blank=True, related_name="referred"
    )
    keep_until = models.DateField(null=True, blank=True)
    purged_on = models.DateField(null=True, blank=True)
    submit_key = models.UUIDField(unique=True, help_text="un double clic n’inscrit qu’un ménage")

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["keep_until"], name="household_to_purge", condition=Q(purged_on__isnull=True))]
        constraints = [
            models.CheckConstraint(
                name="household_key", condition=Q(key__regex=r"^[2-9A-HJKMNP-Z]{3}-[2-9A-HJKMNP-Z]{3}$")
            ),
            models.CheckConstraint(name="household_size", condition=Q(size__isnull=True) | Q(size__range=(1, 20))),
            models.CheckConstraint(
                name="household_two_ends", condition=Q(sender__isnull=True) | ~Q(sender=F("receiver"))
            ),
            models.CheckConstraint(
                name="household_target_has_sender", condition=Q(joint_target__isnull=True) | Q(sender__isnull=False)
            ),
            models.CheckConstraint(
                name="household_purged_whole",
                condition=Q(purged_on__isnull=True, size__isnull=False, keep_until__isnull=False)
                | Q(purged_on__isnull=False, size__isnull=True, category__isnull=True, keep_until__isnull=True),
            ),
            models.CheckConstraint(
                name="household_days_in_range",
                condition=(Q(keep_until__isnull=True) | Q(keep_until__range=("1990-01-01", "2110-12-31")))
                & (Q(purged_on__isnull=True) | Q(purged_on__range=("1990-01-01", "2110-12-31"))),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="household_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=HOUSEHOLD_STANDS,
            )
        ]

    def __str__(self):
        return self.key

    def side_of(self, organism_id: int) -> str:
        return Side.SENDER if organism_id == self.sender_id else Side.RECEIVER


class StepQuerySet(models.QuerySet):
    def live(self):
        """What happened and was not cancelled."""
        undone = HouseholdStep.objects.filter(cancels=OuterRef("pk"))
        return self.exclude(kind="cancelled").filter(~Exists(undone))


class HouseholdStep(models.Model):
    """What happened on a day. `reason` is read by both sides, `note` by the side that wrote it."""

    class Kind(models.TextChoices):
        REFERRED = "referred", "Référence transmise"
        ACKNOWLEDGED = "acknowledged", "Référence reçue"
        VISITED = "visited", "Séjour exploratoire"
        SETTLED = "settled", "Installation"
        CONFIRMED = "confirmed", "Installation confirmée"
        REFUSED = "refused", "Refus"
        WITHDRAWN = "withdrawn", "Retrait"
        FOLLOW_UP = "follow_up", "Suivi"
        CANCELLED = "cancelled", "Étape annulée"

    class Result(models.TextChoices):
        STAYED = "stayed", "Le ménage est resté"
        LEFT = "left", "Le ménage est parti"
        UNKNOWN = "unknown", "On ne le sait pas"

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)
    side = models.CharField(max_length=8, choices=Side)
    day = models.DateField()
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    result = models.CharField(max_length=7, choices=Result, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    cancels = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="cancelled_by")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["household", "day", "pk"]
        constraints = [
            models.CheckConstraint(name="step_day_in_range", condition=Q(day__range=DAY_RANGE)),
            models.CheckConstraint(
                name="step_kind_and_side",
                condition=Q(
                    kind__in=["visited", "settled", "confirmed", "withdrawn", "cancelled"],
                    side__in=["sender", "receiver"],
                )
                | Q(kind="referred", side="sender")
                | Q(kind__in=["acknowledged", "refused", "follow_up"], side="receiver"),
            ),
            models.CheckConstraint(
                name="step_reason_said", condition=~Q(kind__in=["refused", "withdrawn", "cancelled"]) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="step_cancels_one",
                condition=Q(kind="cancelled", cancels__isnull=False) | (~Q(kind="cancelled") & Q(cancels__isnull=True)),
            ),
            models.CheckConstraint(
                name="step_follow_up_whole",
                condition=Q(kind="follow_up", months__in=FOLLOW_UPS, result__in=["stayed", "left", "unknown"])
                | (~Q(kind="follow_up") & Q(months__isnull=True, result="")),
            ),
        ]
        triggers = [
            _goes_with_household(),
            pgtrigger.Trigger(
                name="step_holds",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("home", "services_household")],
                func=STEP_HOLDS,
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.day}"


class HouseholdService(models.Model):
    """What a household received once settled: a component of the continuum, from whom, on which day."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="services")
    component = models.PositiveSmallIntegerField(choices=Component)
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["household", "day", "component"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "component", "organism", "day"], name="household_service_once"
            ),
            models.CheckConstraint(name="household_service_component", condition=Q(component__range=(1, 5))),
            models.CheckConstraint(name="household_service_day", condition=Q(day__range=DAY_RANGE)),
        ]
        triggers = [_goes_with_household()]

    def __str__(self):
        return f"{self.component}, {self.day}"


class HouseholdReading(models.Model):
    """Who opened a household's page, and when."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="readings")
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["organism", "-at"], name="household_readings")]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.household_id}, {self.at}"


class HouseholdTally(models.Model):
    """What purged households still count for, by quarter: no key, no size, no day."""

    code = models.CharField(max_length=8)
    quarter = models.DateField()
    sender = models.ForeignKey(Organism, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    receiver = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="+")
    joint_target = models.ForeignKey(JointTarget, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    value = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["quarter", "code"]
        constraints = [
            models.CheckConstraint(
                name="household_tally_code",
                condition=Q(code__in=["V1.09", "V1.10", "V1.11", "V4.10", "V4.11", "V4.12"]),
            ),
            models.CheckConstraint(
                name="household_tally_quarter",
                condition=Q(quarter__range=DAY_RANGE, quarter__day=1, quarter__month__in=[1, 4, 7, 10]),
            ),
            models.CheckConstraint(
                name="household_tally_ratio",
                condition=Q(code__startswith="V1", denominator=0, unknown=0)
                | Q(code__startswith="V4", value__lte=F("denominator") - F("unknown")),
            ),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.code}, {self.quarter}"
