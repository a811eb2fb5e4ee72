"""Private links: the addresses that open one issued report to a funder without account, and who answers by them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from agreements.models import Funder
from roriq_portal.database.constraints import day_in_range
from roriq_portal.database.triggers import append_only, journal

from .report import Report

NOBODY = Q(recipient_name="", recipient_function="", recipient_email="")


class PrivateLinkQuerySet(models.QuerySet):
    def sent(self):
        """Those that the portal sent to a named person: an answer may come by them."""
        return self.filter(sent_at__isnull=False)

    def open(self):
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())

    def ended_before(self, moment):
        """Those that open nothing since before this moment."""
        return self.filter(Q(revoked_at__lt=moment) | Q(expires_at__lt=moment))


@journal(exclude=["token_hash", "recipient_name", "recipient_function", "recipient_email"])
class PrivateLink(models.Model):
    """An expiring, revocable address where a funder without account reads one report. Only a hash is stored.

    One that the portal sent names its recipient, until it is purged, and may be answered; one that the organism copied
    is for reading. `days`: how long it opens, from its sending.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="private_links")
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    days = models.PositiveSmallIntegerField(default=30, db_default=30)
    recipient_name = models.CharField(max_length=120, blank=True, default="", db_default="")
    recipient_function = models.CharField(max_length=120, blank=True, default="", db_default="")
    recipient_email = models.EmailField(blank=True, default="", db_default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    purged_on = models.DateField(null=True, blank=True)

    objects = PrivateLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            day_in_range("link_purged_in_range", "purged_on"),
            models.CheckConstraint(
                name="link_revoked_pair",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="link_sent_to_somebody",
                condition=(Q(sent_at__isnull=True, sent_by__isnull=True, purged_on__isnull=True) & NOBODY)
                | (Q(sent_at__isnull=False, sent_by__isnull=False, purged_on__isnull=False) & NOBODY)
                | (
                    Q(sent_at__isnull=False, sent_by__isnull=False, purged_on__isnull=True)
                    & ~Q(recipient_name="")
                    & ~Q(recipient_function="")
                    & ~Q(recipient_email="")
                ),
            ),
            models.UniqueConstraint(
                "report",
                Lower("recipient_email"),
                name="one_link_per_recipient",
                condition=Q(revoked_at__isnull=True) & ~Q(recipient_email=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="closed_stays_after_a_day",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False, new__revoked_at__isnull=True),
                func="""
                    IF OLD.revoked_at < now() - interval '1 day' THEN
                        RAISE EXCEPTION 'a link closed for a day stays closed' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.report_id} ({timezone.localdate(self.expires_at)})"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None


class LinkSigner(models.Model):
    """Who answered by a private link: the name and function that they typed. Part of the answer, never changed."""

    link = models.ForeignKey(PrivateLink, on_delete=models.PROTECT, related_name="signers")
    name = models.CharField(max_length=120)
    function = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(name="signer_has_both", condition=~Q(name="") & ~Q(function=""))]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.name}, {self.function}"
