"""What was done, on a day, by an organism. Recorded once; counted for each agreement it is charged to."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agreements.models import Agreement, AgreementPartner
from organisms.models import Category, Component, Indicator, Municipality, Organism
from roriq_portal.database.triggers import journal
from services.models.activity_type import ActivityType
from services.models.partner import ConcertationBody
from services.models.triggers import PaidLinks

from .monthly_sum import HELD_BY_COUNTS, HELD_BY_PARTS, OF_ACTIVITIES, OF_COUNTS, OF_PARTS, keeps_sums
from .partner import Partner

MOST = 1_000_000


# Who may charge: the organism that leads the agreement, or one of its partners
CHARGED_WITHIN = """g.during @> a.day AND (a.organism_id = g.organism_id OR EXISTS (
                SELECT 1 FROM agreements_agreementpartner p
                WHERE p.agreement_id = g.id AND p.organism_id = a.organism_id
            ))"""


CHARGES = PaidLinks(
    name="charges",
    table="services_charge",
    joined="services_activity a",
    column="activity_id",
    outside=f"NOT ({CHARGED_WITHIN})",
    within=CHARGED_WITHIN,
    refusal="charge outside organism or term",
)


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Records are the organism's own, and its auditor's; nobody else reads them."""
        own = [m.organism_id for m in user.live_memberships]
        return self.filter(organism__in=[*own, *user.audited_organism_ids])

    def live(self):
        return self.filter(withdrawn_at__isnull=True)

    def in_period(self, start, end):
        """Live or not, from `start` to `end`, both included."""
        return self.filter(day__range=(start, end))


@journal(inserts=False, exclude=["revision"])
class Activity(models.Model):
    """`immigrants`, `host` and `quantity` are what was typed; counts are what the type's recipe makes of them."""

    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="activities")
    activity_type = models.ForeignKey(ActivityType, on_delete=models.PROTECT, related_name="activities")
    component = models.PositiveSmallIntegerField(choices=Component)
    day = models.DateField()
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="activities"
    )
    immigrants = models.PositiveIntegerField(null=True, blank=True)
    host = models.PositiveIntegerField(null=True, blank=True)
    quantity = models.DecimalField(
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MOST)],
    )
    partners = models.ManyToManyField(Partner, blank=True, related_name="activities")
    agreements = models.ManyToManyField(Agreement, through="Charge", related_name="activities")
    body = models.ForeignKey(ConcertationBody, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    note = models.CharField(max_length=2000, blank=True)
    is_incomplete = models.BooleanField(
        default=False, db_default=False, help_text="dit par la personne qui l’inscrit\xa0: la suite viendra"
    )
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    batch = models.ForeignKey(
        "services.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, related_name="activities"
    )
    submit_key = models.UUIDField(null=True, blank=True, help_text="un double clic n’inscrit qu’une activité")

    pgh_event_model: ClassVar[type[models.Model]]  # what `journal` makes

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(
                fields=["organism", "day", "id"], name="activity_live", condition=Q(withdrawn_at__isnull=True)
            ),
            models.Index(fields=["organism", "component", "day"], name="activity_by_component"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organism", "submit_key"], name="activity_submitted_once"),
            models.CheckConstraint(name="activity_day_in_range", condition=Q(day__range=("1990-01-01", "2100-12-31"))),
            models.CheckConstraint(name="activity_component_known", condition=Q(component__range=(1, 5))),
            models.CheckConstraint(
                name="activity_numbers_in_range",
                condition=(Q(immigrants__isnull=True) | Q(immigrants__lte=MOST))
                & (Q(host__isnull=True) | Q(host__lte=MOST))
                & (Q(quantity__isnull=True) | Q(quantity__range=(0, MOST))),
            ),
            models.CheckConstraint(
                name="activity_withdrawn_pair",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
            ),
        ]
        triggers = [CHARGES.hold("c.activity_id = NEW.id", "day", "organism"), *keeps_sums(OF_ACTIVITIES)]

    def __str__(self):
        return f"{self.activity_type}, {self.day}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Charge(models.Model):
    """An activity charged to an agreement, or to several: each funder's report shows it, the network counts it once."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="charges")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="charges")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "agreement"], name="charged_once")]
        triggers = [
            CHARGES.keep_within("charge_within_on_insert", pgtrigger.Insert),
            CHARGES.keep_within("charge_within_on_update", pgtrigger.Update),
        ]

    def __str__(self):
        return f"{self.activity_id} – {self.agreement_id}"


class ChargedAgreement(Agreement):
    """An agreement seen from its charges: its term may not leave them outside, whoever writes it."""

    class Meta:
        proxy = True
        triggers = [CHARGES.hold("c.agreement_id = NEW.id", "during", "organism")]


class ChargingPartner(AgreementPartner):
    """A partner organism seen from what it charged: it does not leave the agreement before its charges do."""

    class Meta:
        proxy = True
        triggers = [
            CHARGES.hold(
                "c.agreement_id = OLD.agreement_id AND a.organism_id = OLD.organism_id",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]


BREAKDOWN_WITHIN_TOTAL = """
    IF EXISTS (
        SELECT 1 FROM {part} b
        JOIN {total} c ON c.id = b.{link}
        JOIN organisms_category k ON k.id = b.category_id
        WHERE b.{link} IN (SELECT {key} FROM new_rows)
        GROUP BY c.id, c.value, k.dimension_id
        HAVING SUM(b.value) > COALESCE(c.value, 0)
    ) THEN
        RAISE EXCEPTION 'breakdown above total' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
"""


def within_total(name: str, operation, *, part: str, total: str, link: str, key: str) -> pgtrigger.Trigger:
    """Return T1: no dimension of a breakdown passes its total. An edit deletes breakdowns, sets the count, inserts."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func=BREAKDOWN_WITHIN_TOTAL.format(part=part, total=total, link=link, key=key),
    )


COUNT_TABLES = {"part": "services_breakdown", "total": "services_count", "link": "count_id"}


@journal(inserts=False)
class Count(models.Model):
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="counts")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="counts")
    value = models.DecimalField(max_digits=9, decimal_places=2)

    pgh_event_model: ClassVar[type[models.Model]]  # what `journal` makes

    class Meta:
        ordering = ["indicator__order"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "indicator"], name="counted_once"),
            models.CheckConstraint(name="count_in_range", condition=Q(value__range=(0, MOST))),
        ]
        triggers = [
            within_total("count_covers_breakdown", pgtrigger.Update, key="id", **COUNT_TABLES),
            *keeps_sums(OF_COUNTS, HELD_BY_COUNTS),
        ]

    def __str__(self):
        return f"{self.indicator_id} = {self.value}"


class Breakdown(models.Model):
    """A margin, one axis at a time; may be partial, never above its count."""

    count = models.ForeignKey(Count, on_delete=models.CASCADE, related_name="breakdowns")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["count", "category"], name="broken_down_once")]
        triggers = [
            within_total("breakdown_within_total_insert", pgtrigger.Insert, key="count_id", **COUNT_TABLES),
            within_total("breakdown_within_total_update", pgtrigger.Update, key="count_id", **COUNT_TABLES),
            *keeps_sums(OF_PARTS, HELD_BY_PARTS),
        ]

    def __str__(self):
        return f"{self.category_id} = {self.value}"
