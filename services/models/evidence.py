"""Files that prove an activity: attendance sheets, photographs, minutes. Read with the record, never by funders."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roriq_portal.database.triggers import journal

from .activity import Activity


@journal(inserts=False)
class Evidence(models.Model):
    """Withdrawn with a reason, never erased."""

    files_of = "activity__organism"
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="evidence/%Y/", max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "sha256"], condition=Q(withdrawn_at__isnull=True), name="evidence_once"
            ),
            models.CheckConstraint(
                name="evidence_withdrawn_pair",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
            ),
        ]

    def __str__(self):
        return self.name
