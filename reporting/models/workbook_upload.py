"""Workbooks of reports that were filled away from the portal, and came back."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .report import Report


def workbook_path(upload: "WorkbookUpload", name: str) -> str:
    return f"workbooks/{upload.report_id}/{upload.sha256}"


class WorkbookUpload(models.Model):
    """A filled workbook, examined until it is taken or a month has passed. `outcome`: what was taken and what was not.

    Taken once, for good: neither the row nor what it gave is taken again.
    """

    files_of = "report__organism"
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="workbooks")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=workbook_path, max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=timezone.now)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.JSONField(default=dict)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "sha256"], condition=Q(taken_at__isnull=True), name="workbook_waits_once"
            ),
            models.CheckConstraint(
                name="workbook_taken_pair",
                condition=Q(taken_at__isnull=True, taken_by__isnull=True, outcome={})
                | Q(taken_at__isnull=False, taken_by__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="workbook_taken_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__taken_at__isnull=False),
                func="RAISE EXCEPTION 'workbook was taken' USING ERRCODE = '23514';",
            )
        ]

    def __str__(self):
        return self.name
