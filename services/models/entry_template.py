"""Templates of entry: what an organism records often, ready but for the day."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from agreements.models import Agreement
from organisms.models import Municipality, Organism
from organisms.names import FrenchOrder
from roriq_portal.database.name_identity import NameIdentity
from services.models.activity import MOST
from services.models.activity_type import ActivityType
from services.models.partner import Partner


class ActivityTemplateQuerySet(FrenchOrder):
    def visible_to(self, user):
        return self.filter(organism__in=[m.organism_id for m in user.live_memberships])


class ActivityTemplate(models.Model):
    """`immigrants`, `host` and `quantity`: the usual numbers, if any."""

    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="activity_templates")
    name = models.CharField(max_length=80)
    sort_name = models.CharField(max_length=80)
    activity_type = models.ForeignKey(ActivityType, on_delete=models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    partners = models.ManyToManyField(Partner, blank=True, related_name="+")
    agreements = models.ManyToManyField(Agreement, blank=True, related_name="+")
    immigrants = models.PositiveIntegerField(null=True, blank=True)
    host = models.PositiveIntegerField(null=True, blank=True)
    quantity = models.DecimalField(
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MOST)],
    )
    archived = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1, db_default=1)

    objects = ActivityTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        constraints = [
            models.UniqueConstraint("organism", NameIdentity("name"), name="template_once_per_organism"),
            models.CheckConstraint(
                name="template_numbers_in_range",
                condition=(Q(immigrants__isnull=True) | Q(immigrants__lte=MOST))
                & (Q(host__isnull=True) | Q(host__lte=MOST))
                & (Q(quantity__isnull=True) | Q(quantity__range=(0, MOST))),
            ),
        ]

    def __str__(self):
        return self.name
