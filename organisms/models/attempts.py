"""What is counted against a limit."""

from django.db import models
from django.utils import timezone


class Attempt(models.Model):
    """One try at a password or one letter sent. Nothing evicts it: it is purged by its age, in an hourly job.

    `subject` says for whom, as a keyed hash: an address that was only typed is not kept.
    """

    class Kind(models.TextChoices):
        PASSWORD = "password", "Essai de mot de passe"
        LOGIN = "login", "Connexion réussie"
        RESET_LETTER = "reset_letter", "Lien envoyé pour entrer"
        INVITATION = "invitation", "Invitation envoyée"
        INVITATION_LETTER = "invitation_letter", "Lettre d’invitation"
        STEP_RESET = "step_reset", "Deuxième étape retirée"
        LINK = "link", "Lien privé envoyé"
        LINK_LETTER = "link_letter", "Lettre avec un lien privé"
        LINK_ANSWER = "link_answer", "Envoi par un lien privé"

    kind = models.CharField(max_length=20, choices=Kind)
    subject = models.CharField(max_length=64)
    origin = models.CharField(max_length=45, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "subject", "at"], name="attempt_subject"),
            models.Index(fields=["kind", "origin", "at"], name="attempt_origin"),
            models.Index(fields=["at"], name="attempt_at"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {timezone.localtime(self.at):%Y-%m-%d %H:%M}"
