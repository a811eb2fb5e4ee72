"""Files that a report receives: what proves it (resolutions, statements, photographs), and its filled workbooks."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reporting.models.triggers.answers import WHILE_OPEN, line_of_its_form

from .report import Report


class Attachment(models.Model):
    files_of = "report__organism"
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="attachments")
    line_key = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="attachments/%Y/", max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["line_key", "added_at"]
        constraints = [
            models.CheckConstraint(
                name="attachment_removed_pair",
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="attachment_while_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("target", "bigint"), ("line", "text"), ("found", "text")],
                func=WHILE_OPEN,
            ),
            line_of_its_form(of_answers=False),
        ]

    def __str__(self):
        return self.name


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
