"""Partners an organism works with, merged and never erased, and the concertation bodies where they meet."""

from datetime import date

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organisms.models import Mrc, Municipality, Organism, Region
from organisms.names import FrenchOrder
from roriq_portal.database.name_identity import NameIdentity
from roriq_portal.database.search_words import SearchWords
from roriq_portal.database.triggers import journal

# A merged row leads straight to one that stands, of the same organism and kind: asked when all is written
FLAT = """
    IF EXISTS (
        SELECT 1 FROM services_partner gone JOIN services_partner kept ON kept.id = gone.merged_into_id
        WHERE (gone.id = NEW.id OR kept.id = NEW.id) AND (
            kept.merged_into_id IS NOT NULL OR kept.organism_id <> gone.organism_id OR kept.kind <> gone.kind
        )
    ) THEN
        RAISE EXCEPTION 'merged partners do not lead to one that stands' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (
        SELECT 1 FROM services_partner gone JOIN services_activity_partners named ON named.partner_id = gone.id
        WHERE gone.id = NEW.id AND gone.merged_into_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'a merged partner carries no activity' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
"""


class PartnerQuerySet(FrenchOrder):
    def visible_to(self, user):
        """Like records: the organism's own, and its auditor's."""
        own = [m.organism_id for m in user.live_memberships]
        return self.filter(organism__in=[*own, *user.audited_organism_ids])

    def unmerged(self):
        """Without the rows that were merged into another."""
        return self.filter(merged_into__isnull=True)


@journal(inserts=False, exclude=["revision"])
class Partner(models.Model):
    class Kind(models.TextChoices):
        EMPLOYER = "employer", "Employeur"
        PARTNER = "partner", "Partenaire"

    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="partners")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=160)
    sort_name = models.CharField(max_length=160)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    neq = models.CharField("NEQ", max_length=10, blank=True, default="", db_default="")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    revision = models.PositiveIntegerField(default=1, db_default=1)

    # On the rows of `partners_of`
    activities_count: int
    last_day: date | None

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        constraints = [
            models.UniqueConstraint("organism", "kind", NameIdentity("name"), name="partner_once_per_organism"),
            models.CheckConstraint(
                name="partner_neq_format", condition=Q(neq="") | Q(neq__regex=r"^(11|22|33|88)[0-9]{8}$")
            ),
            models.CheckConstraint(
                name="partner_not_into_itself", condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk"))
            ),
        ]
        indexes = [GinIndex(SearchWords("sort_name"), name="partner_words")]
        triggers = [
            pgtrigger.Trigger(
                name="merged_flat",
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=FLAT,
            )
        ]

    def __str__(self):
        return self.name


class PartnerMerge(models.Model):
    """What a merge did, so that it can be undone: links that moved to the surviving row, and those both rows had.

    `followers`: rows merged into `gone` before, which lead to `survivor` since. `took`: what of its card that row has
    from `gone`, its former values beside.
    """

    survivor = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="merges", db_column="kept_id")
    gone = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="merged_by")
    moved = ArrayField(models.BigIntegerField(), default=list)
    shared = ArrayField(models.BigIntegerField(), default=list)
    followers = ArrayField(models.BigIntegerField(), default=list)
    took = ArrayField(models.CharField(max_length=12), default=list, db_default=[])
    former_municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    former_neq = models.CharField(max_length=10, blank=True, default="", db_default="")
    merged_at = models.DateTimeField(default=timezone.now)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at__isnull=True), name="partner_merged_once"),
            models.CheckConstraint(name="merge_took_known", condition=Q(took__contained_by=["municipality", "neq"])),
            models.CheckConstraint(
                name="merge_undone_pair",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.gone} → {self.survivor}"


ONE_ORGANISM = """
    IF (
        SELECT count(DISTINCT organism_id) FROM services_partner WHERE id IN (NEW.first_id, NEW.second_id)
    ) <> 1 THEN
        RAISE EXCEPTION 'two partners of two organisms' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


class PartnersApart(models.Model):
    """Two rows that somebody said are two partners: proposed as duplicates no longer, until that is taken back."""

    first = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(taken_back_at__isnull=True), name="partners_apart_once"
            ),
            models.CheckConstraint(name="partners_apart_in_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(
                name="partners_apart_taken_back_pair",
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="one_organism",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=ONE_ORGANISM,
            )
        ]

    def __str__(self):
        return f"{self.first} ≠ {self.second}"


class ConcertationBodyQuerySet(FrenchOrder):
    def visible_to(self, user):
        own = [m.organism_id for m in user.live_memberships]
        return self.filter(organism__in=[*own, *user.audited_organism_ids])


class ConcertationBody(models.Model):
    """Its meetings are the activities that name it; `members`: who usually sits there."""

    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="bodies")
    name = models.CharField(max_length=160)
    sort_name = models.CharField(max_length=160)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mrc = models.ForeignKey(Mrc, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    members = models.ManyToManyField(Partner, blank=True, related_name="bodies")
    archived = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1, db_default=1)

    objects = ConcertationBodyQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        constraints = [models.UniqueConstraint("organism", NameIdentity("name"), name="body_once_per_organism")]

    def __str__(self):
        return self.name
