"""Whoever left, and whose name or address was taken away."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from roriq_portal.database.triggers import append_only


class Departure(models.Model):
    """`by` is blank for the job. `is_name_kept`: the person signed a paper, which still says who."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="departure")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_name_kept = models.BooleanField()

    class Meta:
        triggers = [append_only()]

    def __str__(self):
        return f"{self.person_id}, {self.at}"
