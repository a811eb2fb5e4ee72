"""What a person wrote to the network from a page, and when they last read the page of help."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from roriq_portal.database.constraints import day_in_range

MOST_SIGNS = 2000
WRITTEN = ("by_id", "seat", "page", "text", "at", "key")


def stays_as_written() -> pgtrigger.Trigger:
    """Refuse a change of what was asked, and any change of an inquiry that is answered."""
    old, new = (", ".join(f"{row}.{name}" for name in WRITTEN) for row in ("OLD", "NEW"))
    return pgtrigger.Trigger(
        name="stays_as_written",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'DELETE' OR OLD.answered_at IS NOT NULL OR ROW({old}) IS DISTINCT FROM ROW({new}) THEN
                RAISE EXCEPTION 'an inquiry stays as it was written' USING ERRCODE = '23514';
            END IF;
            RETURN NEW;
        """,
    )


class InquiryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Each person reads their own; a seat at the network, all of them."""
        return self if user.is_network else self.filter(by=user)


class Inquiry(models.Model):
    """`seat`: in words, as it was that day; `page`: the address they wrote from. The key makes a double click one."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=300, blank=True)
    page = models.CharField(max_length=300, blank=True)
    text = models.CharField(max_length=MOST_SIGNS)
    key = models.UUIDField(unique=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=MOST_SIGNS, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = InquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "question reçue"
        verbose_name_plural = "questions reçues"
        indexes = [models.Index(fields=["by", "-at"], name="inquiry_of_a_person")]
        triggers = [stays_as_written()]
        constraints = [
            models.CheckConstraint(name="inquiry_says_something", condition=Q(text__regex=r"\S")),
            models.CheckConstraint(
                name="inquiry_read_by_someone",
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False),
            ),
            models.CheckConstraint(
                name="inquiry_answered_by_someone",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, answer__regex=r"\S"),
            ),
        ]

    def __str__(self):
        return f"Question, {timezone.localtime(self.at):%Y-%m-%d}"

    @property
    def state_words(self) -> str:
        """« Reçue », « Lue » or « Répondue »."""
        if self.answered_at:
            return "Répondue"
        return "Lue" if self.read_at else "Reçue"


class HelpVisit(models.Model):
    """The last day on which a person opened the page of help, and the day before that one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="help_visit"
    )
    read_on = models.DateField()
    before = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            day_in_range("help_read_in_range", "read_on"),
            day_in_range("help_read_before_in_range", "before"),
            models.CheckConstraint(name="help_read_before", condition=Q(before__lt=F("read_on"))),
        ]

    def __str__(self):
        return f"{self.read_on}"
