"""What the network decides of portraits: whether an organism sees the others beside itself, unnamed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

from roriq_portal.database.triggers import append_only

CHANGES_SOMETHING = """
    PERFORM pg_advisory_xact_lock(hashtext('network_portraitcomparison'));
    SELECT is_shown INTO present FROM network_portraitcomparison ORDER BY id DESC LIMIT 1;
    IF NEW.is_shown = COALESCE(present, FALSE) THEN
        RAISE EXCEPTION 'a choice that changes nothing' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


class PortraitComparison(models.Model):
    """A choice of the network, and who made it when. The newest stands; without any, nothing is shown."""

    is_shown = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="changes_something",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("present", "boolean")],
                func=CHANGES_SOMETHING,
            ),
        ]

    def __str__(self):
        return "montrée" if self.is_shown else "fermée"
