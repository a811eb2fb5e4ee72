"""How a person enters besides a password: a second step that the network removed, and the account of an issuer."""

from typing import ClassVar

import pgtrigger
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from roriq_portal.database.triggers import append_only, journal

MOST_REASON = 300
# Who acts, as each request says it to the journal
ACTING = "NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'user'"


def by_the_coordination() -> pgtrigger.Trigger:
    """Only who coordinates the network that day, never for themselves; without anybody, a command of the server.

    The moment is the database's: `removed_with_record` asks for a record of the same transaction.
    """
    return pgtrigger.Trigger(
        name="by_the_coordination",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            NEW.at := statement_timestamp();
            IF NEW.by_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM organisms_networkseat
                WHERE user_id = NEW.by_id AND role = 'coordinator'
                    AND during @> (NEW.at AT TIME ZONE 'America/Toronto')::date
            ) THEN
                RAISE EXCEPTION 'the coordination of the network removes a second step' USING ERRCODE = '23514';
            END IF;
            RETURN NEW;
        """,
    )


def removed_with_record() -> pgtrigger.Trigger:
    """A part of a second step goes by its person, or with a record of the same transaction that says who and why."""
    return pgtrigger.Trigger(
        name="removed_with_record",
        when=pgtrigger.After,
        operation=pgtrigger.Delete | pgtrigger.UpdateOf("user_id"),
        func=f"""
            IF TG_OP = 'UPDATE' AND NEW.user_id = OLD.user_id THEN
                RETURN NULL;
            END IF;
            IF ({ACTING}) IS DISTINCT FROM OLD.user_id::text AND NOT EXISTS (
                SELECT 1 FROM organisms_secondstepreset
                WHERE person_id = OLD.user_id AND at >= transaction_timestamp()
            ) THEN
                RAISE EXCEPTION 'a second step is removed with its record' USING ERRCODE = '23514';
            END IF;
            RETURN NULL;
        """,
    )


class SecondStepPart(Authenticator):
    """An application, a key or recovery codes, as allauth keeps them; here for their trigger alone."""

    class Meta:
        proxy = True
        triggers = [removed_with_record()]


class SecondStepReset(models.Model):
    """The second step of a person who lost it was removed: who did, what they had checked, why; `parts`, how many."""

    class Check(models.TextChoices):
        CALLED = "called", "Appel au numéro déjà connu de la personne"
        SEEN = "seen", "Rencontre en personne"
        VIDEO = "video", "Visioconférence, visage reconnu"
        VOUCHED = "vouched", "Confirmation de vive voix par sa direction ou sa coordination"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="second_step_resets")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked = models.CharField("vérification faite", max_length=8, choices=Check)
    reason = models.CharField("motif", max_length=MOST_REASON)
    parts = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "deuxième étape retirée"
        constraints = [
            models.CheckConstraint(name="second_step_reset_of_another", condition=~Q(by=F("person"))),
            models.CheckConstraint(name="second_step_reset_says_why", condition=Q(reason__regex=r"\S")),
            models.CheckConstraint(
                name="second_step_reset_was_checked", condition=Q(checked__in=["called", "seen", "video", "vouched"])
            ),
        ]
        triggers = [append_only(), by_the_coordination()]

    def __str__(self):
        return f"{self.person}, {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


@journal()
class IssuerTie(models.Model):
    """An account and the identity of the same person at an issuer (decision 55): one each way, and never moved."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="issuer_ties")
    issuer = models.CharField("émetteur", max_length=300)
    subject = models.CharField("identité chez l’émetteur", max_length=255)
    tied_at = models.DateTimeField(default=timezone.now)

    pgh_event_model: ClassVar[type[models.Model]]  # what `journal` makes

    class Meta:
        verbose_name = "compte relié"
        constraints = [
            models.UniqueConstraint(name="issuer_tie_one_account", fields=["issuer", "subject"]),
            models.UniqueConstraint(name="issuer_tie_one_identity", fields=["issuer", "user"]),
            models.CheckConstraint(name="issuer_tie_names_both", condition=~Q(issuer="") & ~Q(subject="")),
        ]

    def __str__(self):
        return f"{self.user}, {self.issuer}"
