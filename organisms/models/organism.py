"""Member organisms, their dated names, their membership of the network, and the pivots."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from organisms.names import FrenchOrder
from roriq_portal.database.constraints import days_in_range
from roriq_portal.database.name_identity import NameIdentity
from roriq_portal.database.search_words import NEAR, SearchWords
from roriq_portal.database.triggers import journal

from .places import Mrc, Municipality, Region
from .vocabulary import Component


class OrganismQuerySet(FrenchOrder):
    def visible_to(self, user):
        """The directory is for everyone who has a seat that runs today."""
        return self if user.has_any_seat else self.none()

    def where_seated(self, user):
        """Organisms where this person has a seat that runs today."""
        return self.filter(pk__in=user.seats().values("organism"))

    def with_team_open_to(self, user):
        """Organisms whose team this person may read: their own; every one for the network."""
        return self if user.is_network else self.where_seated(user)

    def with_standing(self, day):
        """Annotate `state` (membership on the day, or None) and `is_pivot_now`."""
        memberships = NetworkMembership.objects.filter(organism=OuterRef("pk"), during__contains=day)
        mandates = PivotMandate.objects.filter(organism=OuterRef("pk"), during__contains=day)
        return self.annotate(state=Subquery(memberships.values("state")[:1]), is_pivot_now=Exists(mandates))

    def members_on(self, day):
        live = NetworkMembership.objects.filter(
            organism=OuterRef("pk"), during__contains=day, state=NetworkMembership.State.ACTIVE
        )
        return self.filter(Exists(live))


@journal()
class Organism(models.Model):
    """An organism of the network. `name` repeats the name valid today, for lists; papers ask `name_on`."""

    name = models.CharField(max_length=160)
    sort_name = models.CharField(max_length=160, db_index=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="organisms")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mrcs = models.ManyToManyField(Mrc, blank=True, related_name="organisms")
    components = ArrayField(models.PositiveSmallIntegerField(choices=Component), default=list)
    neq = models.CharField("NEQ", max_length=10, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    website = models.URLField(blank=True)
    year_starts = models.PositiveSmallIntegerField("premier mois de l’exercice", default=4)
    delegate = models.CharField("délégation au réseau", max_length=120, blank=True)
    privacy_officer = models.CharField(max_length=120, blank=True)
    privacy_email = models.EmailField(blank=True)

    # On the rows of `with_standing`
    state: str | None
    is_pivot_now: bool

    objects = OrganismQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        constraints = [
            models.UniqueConstraint(NameIdentity("name"), name="organism_named_once"),
            models.CheckConstraint(name="organism_year_month", condition=Q(year_starts__range=(1, 12))),
            models.CheckConstraint(
                name="organism_components_known", condition=Q(components__contained_by=[1, 2, 3, 4, 5])
            ),
        ]
        indexes = [
            GinIndex(SearchWords("sort_name"), name="organism_words"),
            GistIndex(OpClass("sort_name", name=NEAR), name="organism_near_names"),
        ]

    def __str__(self):
        return self.name

    def name_on(self, day) -> str:
        """Return the name valid on that day, else the current one (papers print the name at their period's end)."""
        dated = self.names.filter(during__contains=day).first()
        return dated.name if dated else self.name


class OrganismName(models.Model):
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=160)
    during = DateRangeField()

    class Meta:
        ordering = ["-during"]
        constraints = [
            ExclusionConstraint(
                name="organism_one_name_at_a_time",
                expressions=[("organism", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            days_in_range("organism_name_days_in_range"),
        ]
        indexes = [GinIndex(SearchWords("name"), name="organism_name_words")]

    def __str__(self):
        return self.name


@journal()
class NetworkMembership(models.Model):
    class State(models.TextChoices):
        ACTIVE = "active", "Membre"
        OBSERVER = "observer", "Observateur"
        SUSPENDED = "suspended", "Suspendu"

    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="network_memberships")
    state = models.CharField(max_length=10, choices=State)
    during = DateRangeField()
    reason = models.CharField(max_length=300, blank=True)
    end_reason = models.CharField(max_length=300, blank=True, help_text="quand rien ne suit : il a quitté le réseau")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-during"]
        constraints = [
            ExclusionConstraint(
                name="organism_one_membership_at_a_time",
                expressions=[("organism", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            days_in_range("network_membership_days_in_range"),
        ]

    def __str__(self):
        return f"{self.organism} – {self.get_state_display()}"


@journal()
class PivotMandate(models.Model):
    """One pivot per region at a time; it helps, endorses and consolidates, and can change nobody's numbers."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="mandates")
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="mandates")
    during = DateRangeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-during"]
        constraints = [
            ExclusionConstraint(
                name="one_pivot_per_region",
                expressions=[("region", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            days_in_range("mandate_days_in_range"),
        ]

    def __str__(self):
        return f"{self.region} – {self.organism}"
