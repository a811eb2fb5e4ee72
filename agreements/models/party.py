"""Beside the lead organism and the funders: partner organisms, and the papers that all parties keep."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agreements.models.triggers import PARTNER_IS_ANOTHER, before
from organisms.models import Organism
from roriq_portal.database.triggers import journal

from .agreement import Agreement


@journal(inserts=False)
class AgreementPartner(models.Model):
    """An organism that works under the agreement of another: it charges its activities, the lead reports."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="partners")
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="partnerships")

    class Meta:
        ordering = ["organism__sort_name"]
        constraints = [models.UniqueConstraint(fields=["agreement", "organism"], name="partner_once")]
        triggers = [before("partner_is_another", pgtrigger.Insert | pgtrigger.Update, PARTNER_IS_ANOTHER)]

    def __str__(self):
        return f"{self.agreement} – {self.organism}"


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The papers of an agreement belong to all its parties."""
        return self.filter(removed_at__isnull=True, agreement__in=Agreement.objects.visible_to(user).values("pk"))


@journal(inserts=False)
class AgreementDocument(models.Model):
    """The signed agreement, a letter, an annex. Removed, never destroyed."""

    files_of = "agreement__organism"
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField("ce que c’est", max_length=120)
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="agreements/%Y/", max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "sha256"], condition=Q(removed_at__isnull=True), name="agreement_document_once"
            ),
            models.CheckConstraint(
                name="agreement_document_removed_pair",
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title
