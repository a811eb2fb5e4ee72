"""Amendments (« avenants »): numbered, dated lists of typed changes. A value's history is the list of its changes."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roriq_portal.database.constraints import day_in_range
from roriq_portal.database.triggers import journal

from .agreement import Agreement

# The lock keeps a signature and a late change of the draft apart.
WHILE_DRAFTED = """
    IF TG_OP = 'UPDATE' AND NEW.amendment_id <> OLD.amendment_id THEN
        RAISE EXCEPTION 'row leaves its amendment' USING ERRCODE = '23514';
    END IF;
    SELECT signed_at INTO signed FROM agreements_amendment
        WHERE id = COALESCE(NEW.amendment_id, OLD.amendment_id) FOR SHARE;
    IF signed IS NOT NULL THEN
        RAISE EXCEPTION 'amendment is signed' USING ERRCODE = '23514';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


@journal(inserts=False)
class Amendment(models.Model):
    """Drafted, compared, then signed: it takes its number then, and from then on neither it nor its changes move."""

    class Instrument(models.TextChoices):
        AMENDMENT = "amendment", "Avenant"
        LETTER = "letter", "Lettre"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    instrument = models.CharField("acte", max_length=10, choices=Instrument, default=Instrument.AMENDMENT)
    effective_on = models.DateField()
    reason = models.CharField(max_length=300)
    revision = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField(default=timezone.now)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField("signé le", null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["agreement", "signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "instrument", "number"], name="amendment_number_once"),
            models.CheckConstraint(name="amendment_numbered_from_one", condition=Q(number__gte=1)),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(signed_at__isnull=True, instrument="amendment"),
                name="one_amendment_drafted_at_a_time",
            ),
            models.CheckConstraint(
                name="amendment_signed_whole",
                condition=Q(signed_at__isnull=True, signed_by__isnull=True, signed_on__isnull=True, number__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False, signed_on__isnull=False, number__isnull=False),
            ),
            models.CheckConstraint(
                name="amendment_days_in_range", condition=Q(effective_on__range=("1990-01-01", "2100-12-31"))
            ),
            day_in_range("amendment_signed_in_range", "signed_on"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="signed_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
                func="RAISE EXCEPTION 'amendment is signed' USING ERRCODE = '23514';",
            )
        ]

    def __str__(self):
        rank = f"nº\u00a0{self.number}" if self.number else "en préparation"
        return f"{self.get_instrument_display()} {rank}"

    @property
    def signed_word(self) -> str:
        """Return « signé » of an amendment, « signée » of a letter."""
        return "signée" if self.instrument == self.Instrument.LETTER else "signé"


class Change(models.Model):
    """One clause: what it said, what it says. Values are canonical text; `agreements.clauses` reads and words them."""

    class Kind(models.TextChoices):
        TERM = "term", "Durée"
        AMOUNT = "amount", "Montant"
        PARTY = "party", "Partie"
        TARGET = "target", "Cible"
        REQUIREMENT = "requirement", "Exigence"
        REVIEW = "review", "Examen"

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind)
    subject = models.CharField(max_length=40, blank=True)
    old = models.CharField(max_length=80, null=True, blank=True)
    new = models.CharField(max_length=80, null=True, blank=True)

    class Meta:
        ordering = ["amendment", "kind", "subject"]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "kind", "subject"], name="clause_changed_once_per_amendment"),
            models.CheckConstraint(
                name="change_changes",
                condition=Q(old__isnull=True, new__isnull=False)
                | Q(old__isnull=False, new__isnull=True)
                | (Q(old__isnull=False, new__isnull=False) & ~Q(old=models.F("new"))),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="while_drafted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("signed", "timestamptz")],
                func=WHILE_DRAFTED,
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.subject} : {self.old or '–'} → {self.new or '–'}"


def signed_changes(agreement: Agreement, kind: Change.Kind) -> dict[str, list[Change]]:
    """Return, by subject, the signed changes of that kind, newest first: the history of each value. One query."""
    changes = Change.objects.filter(amendment__agreement=agreement, amendment__number__isnull=False, kind=kind)
    by_subject: dict[str, list[Change]] = {}
    for change in changes.select_related("amendment").order_by("-amendment__signed_at"):
        by_subject.setdefault(change.subject, []).append(change)
    return by_subject
