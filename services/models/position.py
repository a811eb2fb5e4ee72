"""Positions: the expertise that an organism has, what it loses and why. A position has a title, no person's name."""

from datetime import date, timedelta

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agreements.models import Agreement
from organisms.models import Component, Organism
from roriq_portal.database.triggers import journal

MOST_HOURS = 60
MOST_TRAINING = 2000

PAID_BY_ITS_OWN = """
    IF NOT EXISTS (
        SELECT 1 FROM services_position s JOIN agreements_agreement g ON g.id = NEW.agreement_id
        WHERE s.id = NEW.position_id AND (s.organism_id = g.organism_id OR EXISTS (
            SELECT 1 FROM agreements_agreementpartner p
            WHERE p.agreement_id = g.id AND p.organism_id = s.organism_id
        ))
    ) THEN
        RAISE EXCEPTION 'position paid by an agreement of others' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
"""


class PositionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An organism sees its own, its auditor too; the network counts them (`services.positions`), it reads none."""
        own = [m.organism_id for m in user.live_memberships]
        return self.filter(organism__in=[*own, *user.audited_organism_ids])


@journal(inserts=False, exclude=["revision"])
class Position(models.Model):
    """Held from the first day of `during`; while its end is open, somebody holds it."""

    class Reason(models.TextChoices):
        FUNDING = "funding", "Fin du financement"
        GAP = "gap", "Attente d’une entente"
        LEFT = "left", "Départ volontaire"
        RETIRED = "retired", "Retraite"
        CONTRACT = "contract", "Fin d’un contrat prévu"
        OTHER = "other", "Autre raison"

    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="positions")
    title = models.CharField(max_length=100)
    component = models.PositiveSmallIntegerField(choices=Component, null=True, blank=True)
    during = DateRangeField()
    hours = models.DecimalField(max_digits=3, decimal_places=1)
    training_hours = models.PositiveSmallIntegerField(default=0)
    languages = models.PositiveSmallIntegerField(default=0)
    agreements = models.ManyToManyField(Agreement, through="PositionPay", related_name="positions")
    lost_reason = models.CharField(max_length=8, choices=Reason, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submit_key = models.UUIDField(null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["organism", F("during__endswith").desc(nulls_first=True), "title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organism", "submit_key"], name="position_submitted_once"),
            models.CheckConstraint(
                name="position_days_in_range",
                condition=Q(during__startswith__isnull=False)
                & Q(during__startswith__range=("1990-01-01", "2100-12-31"))
                & (Q(during__endswith__isnull=True) | Q(during__endswith__lte="2101-01-01"))
                & Q(during__isempty=False),
            ),
            models.CheckConstraint(
                name="position_lost_pair",
                condition=Q(during__endswith__isnull=True, lost_reason="")
                | (
                    Q(during__endswith__isnull=False)
                    & Q(lost_reason__in=["funding", "gap", "left", "retired", "contract", "other"])
                ),
            ),
            models.CheckConstraint(name="position_component_known", condition=Q(component__range=(1, 5))),
            models.CheckConstraint(name="position_hours_in_week", condition=Q(hours__gt=0, hours__lte=MOST_HOURS)),
            models.CheckConstraint(
                name="position_skills_in_range", condition=Q(training_hours__lte=MOST_TRAINING, languages__lte=30)
            ),
            models.CheckConstraint(name="position_has_title", condition=~Q(title="")),
        ]

    def __str__(self):
        return self.title

    @property
    def last_day(self) -> date | None:
        """The last day on which somebody held it; None while somebody does."""
        return self.during.upper and self.during.upper - timedelta(days=1)

    def is_lost_on(self, day: date) -> bool:
        """Whether nobody holds it any more; one that ends later is still held."""
        return self.during.upper is not None and self.during.upper <= day


class PositionPay(models.Model):
    """An agreement that pays a position, wholly or in part: one its organism leads or shares."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="pays")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["position", "agreement"], name="position_paid_once")]
        triggers = [
            pgtrigger.Trigger(
                name="paid_by_its_own",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=PAID_BY_ITS_OWN,
            )
        ]

    def __str__(self):
        return f"{self.position_id} – {self.agreement_id}"
