"""The register of incidents of confidentiality: what the regulation asks of each, and what keeps it five years.

Sources: Règlement sur les incidents de confidentialité (RLRQ, c. A-2.1, r. 3.1), articles 5 and 7; Loi sur la
protection des renseignements personnels dans le secteur privé (RLRQ, c. P-39.1), articles 3.6 and 3.7.
"""

from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organisms.models import Membership, Organism
from privacy.models.kept import kept_for
from roriq_portal.database.constraints import day_in_range
from roriq_portal.database.triggers import journal
from services.households.lifecycle import anniversary

YEARS = 5
HEADS = (Membership.Role.COORDINATOR, Membership.Role.DIRECTOR)
# What people write in their own words goes with the incident: the journal, which nobody purges, holds none of it
TEXTS = (
    "data", "data_unknown_why", "circumstances", "cause", "when_words", "sensitivity", "misuse", "consequences",
    "likelihood", "measures", "prevention", "advice", "people_told_how", "public_notice_why", "others_told",
    "contact_name", "contact_details",
)  # fmt: skip
DAYS = (
    "occurred_from", "occurred_to", "known_on", "officer_consulted_on", "commission_told_on", "people_told_on",
    "public_notice_on",
)  # fmt: skip
SINCE = """GREATEST(OLD.known_on, (OLD.declared_at AT TIME ZONE 'America/Toronto')::date)"""


class IncidentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Its organism's coordination and direction; the network's, for its own and those that touch the portal."""
        led = [seat.organism_id for seat in user.live_memberships if seat.role in HEADS]
        mine = Q(organism__in=led)
        if user.coordinates_network:
            mine |= Q(organism__isnull=True) | Q(touches_portal=True)
        return self.filter(mine)

    def over(self, today: date):
        """Those known more than five years ago: the day after the last one on which they must be kept."""
        before = anniversary(today, -12 * YEARS)
        return self.filter(known_on__lt=before, declared_at__date__lt=before)


@journal(inserts=True, exclude=list(TEXTS), watched=("revision",))
class Incident(models.Model):
    """An access, a use or a communication that the law does not allow, or a loss. No organism: the network's own.

    `known_on`: the day on which whoever holds the data became aware of it; five years run from there.
    """

    class Nature(models.TextChoices):
        ACCESS = "acces", "Accès non autorisé"
        USE = "utilisation", "Utilisation non autorisée"
        COMMUNICATION = "communication", "Communication non autorisée"
        LOSS = "perte", "Perte ou autre atteinte"

    class Serious(models.TextChoices):
        UNKNOWN = "", "À évaluer"
        YES = "oui", "Oui, un préjudice sérieux est à craindre"
        NO = "non", "Non"

    organism = models.ForeignKey(
        Organism, on_delete=models.PROTECT, null=True, blank=True, related_name="privacy_incidents"
    )
    touches_portal = models.BooleanField(default=False)
    nature = models.CharField(max_length=14, choices=Nature)
    data = models.TextField(blank=True)
    data_unknown_why = models.TextField(blank=True)
    circumstances = models.TextField()
    cause = models.TextField(blank=True)
    occurred_from = models.DateField(null=True, blank=True)
    occurred_to = models.DateField(null=True, blank=True)
    when_words = models.CharField(max_length=200, blank=True)
    known_on = models.DateField()
    people = models.PositiveIntegerField(null=True, blank=True)
    people_quebec = models.PositiveIntegerField(null=True, blank=True)
    is_people_approximate = models.BooleanField(default=False)
    sensitivity = models.TextField(blank=True)
    misuse = models.TextField(blank=True)
    consequences = models.TextField(blank=True)
    likelihood = models.TextField(blank=True)
    officer_consulted_on = models.DateField(null=True, blank=True)
    serious = models.CharField(max_length=3, choices=Serious, blank=True)
    measures = models.TextField(blank=True)
    prevention = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_details = models.CharField(max_length=200, blank=True)
    commission_told_on = models.DateField(null=True, blank=True)
    people_told_on = models.DateField(null=True, blank=True)
    people_told_how = models.TextField(blank=True)
    public_notice_on = models.DateField(null=True, blank=True)
    public_notice_why = models.TextField(blank=True)
    others_told = models.TextField(blank=True)
    declared_at = models.DateTimeField(default=timezone.now)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submit_key = models.UUIDField(unique=True)
    revision = models.PositiveIntegerField(default=0)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-known_on", "-pk"]
        constraints = [
            *[day_in_range(f"incident_{name}_in_range", name) for name in DAYS],
            models.CheckConstraint(name="incident_data_or_why", condition=~Q(data="") | ~Q(data_unknown_why="")),
            models.CheckConstraint(name="incident_has_circumstances", condition=~Q(circumstances="")),
            models.CheckConstraint(name="incident_when", condition=Q(occurred_from__isnull=False) | ~Q(when_words="")),
            models.CheckConstraint(
                name="incident_days_in_order",
                condition=Q(occurred_to__isnull=True) | Q(occurred_from__lte=F("occurred_to")),
            ),
            models.CheckConstraint(
                name="incident_quebec_within",
                condition=Q(people_quebec__isnull=True) | Q(people__gte=F("people_quebec")),
            ),
            # Article 3.7: nobody concludes without the three elements and the person in charge
            models.CheckConstraint(
                name="incident_assessed_whole",
                condition=Q(serious="")
                | (~Q(sensitivity="") & ~Q(consequences="") & ~Q(likelihood=""))
                & Q(officer_consulted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="incident_public_notice_pair",
                condition=Q(public_notice_on__isnull=True) | ~Q(public_notice_why=""),
            ),
        ]
        triggers = [
            kept_for(YEARS, SINCE),
            pgtrigger.Trigger(
                name="declared_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.declared_at <> OLD.declared_at OR NEW.declared_by_id <> OLD.declared_by_id
                        OR NEW.organism_id IS DISTINCT FROM OLD.organism_id OR NEW.revision <> OLD.revision + 1
                    THEN
                        RAISE EXCEPTION 'an incident is declared once' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.number_words

    @property
    def number_words(self) -> str:
        """What people call it: its year and its number."""
        return f"IC-{timezone.localtime(self.declared_at).year}-{self.pk:04}"

    @property
    def is_serious(self) -> bool:
        return self.serious == self.Serious.YES

    @property
    def keep_until(self) -> date:
        """The last day on which it must be kept."""
        return anniversary(max(self.known_on, timezone.localdate(self.declared_at)), 12 * YEARS)
