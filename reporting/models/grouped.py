"""One act on many reports at once: who asked for it, and what became of each report."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from roriq_portal.database.triggers import append_only

from .report import Report
from .triggers.grouped import item_holds, item_stays
from .version import Version


class GroupedActQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who asked for an act follows it, and nobody else."""
        return self.filter(by=user)


class GroupedAct(models.Model):
    """What somebody asked of many reports, for ever. The key makes a double click one act.

    `kind` is the name of the step that each report takes; `papers` takes none, and `reissue` issues again, for the
    `reason` that the funder reads.
    """

    class Kind(models.TextChoices):
        ISSUE = "issue", "Transmettre plusieurs rapports"
        REISSUE = "reissue", "Transmettre de nouvelles versions"
        ENDORSE = "endorse", "Endosser plusieurs rapports"
        APPROVE = "approve", "Approuver plusieurs rapports"
        PAPERS = "papers", "Prendre les papiers de plusieurs rapports"

    # Their word in addresses
    SLUGS: ClassVar[dict[str, str]] = {
        Kind.ISSUE: "transmettre",
        Kind.REISSUE: "nouvelles-versions",
        Kind.ENDORSE: "endosser",
        Kind.APPROVE: "approuver",
        Kind.PAPERS: "papiers",
    }

    kind = models.CharField(max_length=7, choices=Kind)
    key = models.UUIDField(unique=True)
    reason = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="pourquoi une nouvelle version"
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = GroupedActQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="grouped_act_known",
                condition=Q(kind__in=["issue", "reissue", "endorse", "approve", "papers"]),
            ),
            models.CheckConstraint(
                name="grouped_act_says_why_again",
                condition=(Q(kind="reissue") & ~Q(reason="")) | (~Q(kind="reissue") & Q(reason="")),
            ),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.get_kind_display()} ({timezone.localdate(self.at)})"


class GroupedItem(models.Model):
    """One report of an act. `key`: of its step; `seen_version`: the last one that its author knew, 0 without any.

    `asked_at`: when its author asked for it last, and certified it where it is certified as it leaves; `confirmed`: the
    mark of the answers taken from another period that they said again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "En attente"
        DONE = "done", "Fait"
        FAILED = "failed", "Pas fait"

    MOST_SIGNS, MARK = 600, 64

    act = models.ForeignKey(GroupedAct, on_delete=models.PROTECT, related_name="items")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seen_version = models.PositiveSmallIntegerField(default=0)
    key = models.UUIDField(unique=True)
    confirmed = models.CharField(max_length=MARK, blank=True, default="", db_default="")
    asked_at = models.DateTimeField(default=timezone.now, db_default=Now())
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=MOST_SIGNS, blank=True, help_text="pourquoi ce n’est pas fait")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["act", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["act", "report"], name="grouped_report_once"),
            models.CheckConstraint(
                name="grouped_item_says_how_it_went",
                condition=Q(state="waiting", settled_at__isnull=True, reason="")
                | Q(state="done", settled_at__isnull=False, reason="")
                | (Q(state="failed", settled_at__isnull=False) & ~Q(reason="")),
            ),
        ]
        indexes = [models.Index(fields=["act"], condition=Q(state="waiting"), name="grouped_waiting")]
        triggers = [item_holds(), item_stays()]

    def __str__(self):
        return f"{self.act_id}: {self.report_id}"
