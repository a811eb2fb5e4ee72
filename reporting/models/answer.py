"""What is answered on the lines of a report, what is remarked there, and what a change of its form set aside."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reporting.models.report import Report, Transition
from reporting.models.template import TemplateVersion
from reporting.models.triggers.answers import (
    WHILE_DISCUSSED,
    WHILE_OPEN,
    drawn_from_own_annual_report,
    line_of_its_form,
)
from reporting.models.triggers.reports import change_is_written
from roriq_portal.database.triggers import append_only
from services.models import Declaration
from services.models.declaration import AnswerState, value_fits_state


class Answer(models.Model):
    """One answer. `computed_value` stays beside an override and its reason. T3: writable while its report is open.

    `carried_from`: it was taken from that period by one click, and nobody gave another since.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="answers")
    line_key = models.SlugField(max_length=40)
    band_key = models.SlugField(max_length=40, blank=True)
    state = models.CharField(max_length=5, choices=AnswerState, default=AnswerState.BLANK)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    text = models.TextField(blank=True)
    computed_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    override_reason = models.CharField(max_length=300, blank=True)
    saved_from = models.CharField(
        max_length=16, blank=True, default="", db_default="", help_text="la page ouverte qui l’a enregistrée"
    )
    carried_from = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text="la période dont la réponse est reprise"
    )
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "line_key", "band_key"], name="answered_once"),
            models.CheckConstraint(name="answer_value_fits_state", condition=value_fits_state()),
            models.CheckConstraint(
                name="answer_not_negative",
                condition=(Q(value__isnull=True) | Q(value__gte=0))
                & (Q(denominator__isnull=True) | Q(denominator__gt=0)),
            ),
            models.CheckConstraint(
                name="answer_override_says_why",
                condition=Q(computed_value__isnull=True) | Q(value=models.F("computed_value")) | ~Q(override_reason=""),
            ),
            models.CheckConstraint(
                name="answer_carried_says_something",
                condition=Q(carried_from="") | ~Q(state=AnswerState.BLANK) | ~Q(text=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="answer_while_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("target", "bigint"), ("line", "text"), ("found", "text")],
                func=WHILE_OPEN,
            ),
            line_of_its_form(of_answers=True),
        ]

    def __str__(self):
        return f"{self.line_key}/{self.band_key}"


class DrawnText(models.Model):
    """A text of the annual report that was taken into a line of a funder's. T3: written while that report is open.

    `digest`: that of the source when it was last read there, so that a later change of it is said once.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="drawn_texts")
    line_key = models.SlugField(max_length=40)
    source = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    source_key = models.SlugField(max_length=40)
    digest = models.CharField(max_length=64)
    drawn_at = models.DateTimeField(default=timezone.now)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "line_key", "source", "source_key"], name="text_drawn_once_into_a_line"
            ),
            models.CheckConstraint(name="drawn_text_digest_is_whole", condition=Q(digest__regex="^[0-9a-f]{64}$")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="drawn_text_while_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("target", "bigint"), ("line", "text"), ("found", "text")],
                func=WHILE_OPEN,
            ),
            drawn_from_own_annual_report(),
        ]

    def __str__(self):
        return f"{self.line_key} < {self.source_key}"


class FormChange(models.Model):
    """A report moved to a later version of its form, for ever. `set_aside`: what it took out.

    A row of it is a line with its number, words and section as they were, why it does not fit, its answers in
    words and the names of its files.
    """

    step = models.OneToOneField(Transition, on_delete=models.PROTECT, related_name="form_change")
    before = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    set_aside = models.JSONField(default=list)

    class Meta:
        triggers = [
            append_only(),
            change_is_written("(SELECT report_id FROM reporting_transition WHERE id = NEW.step_id)"),
        ]

    def __str__(self):
        return f"{self.before_id} → {self.after_id}"


def set_aside_files(report: Report) -> set[int]:
    """Return the numbers of the attachments that changes of form took off a report. One query."""
    rows = FormChange.objects.filter(step__report=report).values_list("set_aside", flat=True)
    return {file["id"] for lines in rows for line in lines for file in line["files"]}


class Comment(models.Model):
    """A remark on a line (empty key: on the whole). Those since the last filing say what a return reopens."""

    MOST_SIGNS = 3000

    # Set by `line_links`
    line_words: str
    line_url: str

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="comments")
    line_key = models.SlugField(max_length=40, blank=True)
    body = models.TextField()
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reply = models.TextField(blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                name="comment_resolved_pair",
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="comment_while_discussed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("found", "text")],
                func=WHILE_DISCUSSED,
            )
        ]

    def __str__(self):
        return self.body[:60]

    def reopens(self, filed_at) -> bool:
        """Whether its line is open in a returned report: answered or not, until the next filing. T3 says the same."""
        return self.resolved_at is None or filed_at is None or self.opened_at > filed_at


class RemarkDraft(models.Model):
    """What a person wrote beside the lines of a report (empty key: the whole) and did not send back yet."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="remark_drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    remarks = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "by"], name="remark_draft_once_a_person")]

    def __str__(self):
        return f"{self.report} ({self.by})"
