"""A joint target: so many households, from an organism of Montréal to one of a region, agreed by both."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agreements.models import Agreement
from organisms.models import Organism
from roriq_portal.database.triggers import append_only
from services.models.triggers import AS_WAS_SAID

MONTREAL = "06"
MOST_HOUSEHOLDS = 10_000

# Who agrees is not who proposed; the lock makes two answers that cross see each other
ANSWERED_IN_TURN = """
    PERFORM 1 FROM services_jointtarget WHERE id = NEW.joint_target_id FOR UPDATE;
    SELECT * INTO last FROM services_jointtargetrevision
        WHERE joint_target_id = NEW.joint_target_id ORDER BY number DESC LIMIT 1;
    IF NEW.number <> COALESCE(last.number, 0) + 1 THEN
        RAISE EXCEPTION 'revision out of turn' USING ERRCODE = '23514';
    END IF;
    IF last.act = 'ended' OR (last.number IS NULL AND NEW.act <> 'proposed') THEN
        RAISE EXCEPTION 'nothing to answer' USING ERRCODE = '23514';
    END IF;
    IF NEW.act IN ('accepted', 'countered')
       AND (last.act NOT IN ('proposed', 'countered') OR last.side = NEW.side) THEN
        RAISE EXCEPTION 'own proposal answered' USING ERRCODE = '23514';
    END IF;
    IF NEW.act = 'accepted' AND NEW.households <> last.households THEN
        RAISE EXCEPTION 'another number accepted' USING ERRCODE = '23514';
    END IF;
    IF NEW.act = 'proposed' AND last.act IN ('proposed', 'countered') THEN
        RAISE EXCEPTION 'a proposal waits already' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""

# What both agreed is the only number a target may carry, and its ends never move
AGREED_ONLY = """
    IF TG_OP = 'UPDATE' AND (NEW.sender_id, NEW.receiver_id, NEW.during)
       IS DISTINCT FROM (OLD.sender_id, OLD.receiver_id, OLD.during) THEN
        RAISE EXCEPTION 'ends of a joint target do not move' USING ERRCODE = '23514';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM organisms_organism s JOIN organisms_region m ON m.id = s.region_id, organisms_organism r
        WHERE s.id = NEW.sender_id AND r.id = NEW.receiver_id AND m.code = '06' AND r.region_id <> s.region_id
    ) AND TG_OP = 'INSERT' THEN
        RAISE EXCEPTION 'not from Montréal to a region' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (
        SELECT 1 FROM agreements_agreement a
        WHERE (a.id = NEW.sender_agreement_id AND a.organism_id <> NEW.sender_id)
           OR (a.id = NEW.receiver_agreement_id AND a.organism_id <> NEW.receiver_id)
    ) THEN
        RAISE EXCEPTION 'agreement of another organism' USING ERRCODE = '23514';
    END IF;
    IF NEW.households IS NOT NULL AND NEW.households IS DISTINCT FROM (
        SELECT households FROM services_jointtargetrevision
        WHERE joint_target_id = NEW.id AND act = 'accepted' ORDER BY number DESC LIMIT 1
    ) THEN
        RAISE EXCEPTION 'number that both did not accept' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


def _as_was_said(target: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="as_was_said",
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=AS_WAS_SAID.format(target=target),
    )


class Side(models.TextChoices):
    SENDER = "sender", "Montréal"
    RECEIVER = "receiver", "Région"


class JointTargetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Its two organisms, and the network."""
        if user.is_network:
            return self
        own = [m.organism_id for m in user.live_memberships]
        return self.filter(Q(sender__in=own) | Q(receiver__in=own))

    def of(self, organism_id: int):
        return self.filter(Q(sender=organism_id) | Q(receiver=organism_id))


class JointTarget(models.Model):
    """`households` is what both last accepted, NULL before; `state` says who answers next."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposée"
        COUNTERED = "countered", "Contre-proposée"
        ACCEPTED = "accepted", "Acceptée"
        ENDED = "ended", "Terminée"

    sender = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="targets_sent")
    receiver = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="targets_received")
    during = DateRangeField()
    households = models.PositiveIntegerField(null=True, blank=True)
    sender_agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="joint_targets_sent"
    )
    receiver_agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="joint_targets_received"
    )
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    submit_key = models.UUIDField(unique=True, help_text="un double clic ne propose qu’une cible")

    objects = JointTargetQuerySet.as_manager()

    class Meta:
        ordering = ["-during", "pk"]
        constraints = [
            models.CheckConstraint(
                name="joint_target_days_in_range",
                condition=Q(during__startswith__gte="1990-01-01", during__endswith__lte="2101-01-01")
                & Q(during__isempty=False),
            ),
            models.CheckConstraint(
                name="joint_target_number",
                condition=Q(households__isnull=True) | Q(households__range=(1, MOST_HOUSEHOLDS)),
            ),
            models.CheckConstraint(
                name="joint_target_accepted_number",
                condition=~Q(state="accepted") | Q(households__isnull=False),
            ),
            models.CheckConstraint(
                name="joint_target_state", condition=Q(state__in=["proposed", "countered", "accepted", "ended"])
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="agreed_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=AGREED_ONLY,
            ),
            _as_was_said("id"),
        ]

    def __str__(self):
        return f"{self.sender} – {self.receiver}"

    @property
    def starts_on(self):
        return self.during.lower

    @property
    def last_day(self):
        return self.during.upper - timedelta(days=1)

    def side_of(self, organism_id: int) -> str:
        return Side.SENDER if organism_id == self.sender_id else Side.RECEIVER

    def other_side_of(self, organism_id: int) -> Organism:
        return self.receiver if organism_id == self.sender_id else self.sender


class JointTargetRevision(models.Model):
    """One proposal or answer: who, when, which number, why. Never changed."""

    class Act(models.TextChoices):
        PROPOSED = "proposed", "Proposition"
        COUNTERED = "countered", "Contre-proposition"
        ACCEPTED = "accepted", "Acceptation"
        ENDED = "ended", "Fin"

    joint_target = models.ForeignKey(JointTarget, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=9, choices=Act)
    side = models.CharField(max_length=8, choices=Side)
    households = models.PositiveIntegerField()
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["joint_target", "number"]
        constraints = [
            models.UniqueConstraint(fields=["joint_target", "number"], name="joint_revision_once"),
            models.CheckConstraint(name="joint_revision_number", condition=Q(households__range=(1, MOST_HOUSEHOLDS))),
            models.CheckConstraint(
                name="joint_revision_act", condition=Q(act__in=["proposed", "countered", "accepted", "ended"])
            ),
            models.CheckConstraint(name="joint_revision_side", condition=Q(side__in=["sender", "receiver"])),
            models.CheckConstraint(
                name="joint_revision_words", condition=Q(act__in=["proposed", "accepted"]) | ~Q(words="")
            ),
        ]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="answered_in_turn",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("last", "services_jointtargetrevision")],
                func=ANSWERED_IN_TURN,
            ),
            _as_was_said("joint_target_id"),
        ]

    def __str__(self):
        return f"{self.get_act_display()}, {self.households}"
