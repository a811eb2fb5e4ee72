"""A report: the network's annual one or a funder's, with answers, comments and its way from draft to accepted."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from agreements.models import Agreement, Deliverable, Requirement
from organisms.models import Component, Organism, Region
from reporting.models.steps import state_of_its_last_step, step_is_known
from reporting.models.triggers import reports as report_triggers
from reporting.models.triggers.links import step_by_living_link
from roriq_portal.database.constraints import day_in_range, days_in_range
from roriq_portal.database.search_words import SearchWords
from roriq_portal.database.triggers import append_only, journal
from roriq_portal.formats.days import format_short_period
from roriq_portal.formats.phrases import of_period
from roriq_portal.lateness import is_past_due, late_or_due_between

from .template import Campaign, TemplateVersion

UNFILED = Q(filed_at__isnull=True, excused_at__isnull=True)
# The states of what was issued
AT_FUNDER = ["issued", "asked", "accepted", "reserve"]
READ_BY_PIVOT = Q(filed_at__isnull=False, review__in=[Agreement.Review.PIVOT, Agreement.Review.BOTH])
READ_BY_NETWORK = Q(filed_at__isnull=False, review__in=[Agreement.Review.NETWORK, Agreement.Review.BOTH])


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own organism: all. Pivot of the frozen region and network: those that they review, once filed.

        Funder: those issued for their agreements. Network: all that were issued, and those that it issues itself.
        """
        own = Q(organism__in=[m.organism_id for m in user.live_memberships]) | Q(organism__in=user.audited_organism_ids)
        signed = Agreement.objects.signed_by_seats_of(user).values("pk")
        funded = Q(issued_at__isnull=False, deliverable__requirement__agreement__in=signed)
        allowed = own | funded | (READ_BY_PIVOT & Q(region__in=user.pivot_region_ids))
        if user.is_network:
            allowed |= READ_BY_NETWORK | Q(issued_at__isnull=False)
            allowed |= Q(deliverable__requirement__agreement__issued_by_network=True)
        return self.filter(allowed)

    def with_last_step(self):
        """Add `sent_back`, the step that did it, `last_step_at`, and `has_open_remarks`: one waits for its answer."""
        steps = Transition.objects.filter(report=OuterRef("pk")).order_by("-at", "-pk")
        back = steps.filter(name__in=["return", "reopen"])
        asked = Report.objects.filter(comments__isnull=False, comments__resolved_at__isnull=True, pk=OuterRef("pk"))
        return self.annotate(
            sent_back=Subquery(back.values("name")[:1]),
            last_step_at=Subquery(steps.values("at")[:1]),
            has_open_remarks=Exists(asked),
        )

    def with_later_form(self):
        """Add `later_form`: the number of the newest version of its form that serves its period, if it is later."""
        own = {"template": OuterRef("template_version__template"), "number__gt": OuterRef("template_version__number")}
        later = TemplateVersion.objects.in_use().filter(**own).begun_for(OuterRef("period__startswith"))
        return self.annotate(later_form=Subquery(later.order_by("-number").values("number")[:1]))

    def annual(self):
        return self.filter(kind=Report.Kind.ANNUAL)

    def followed_by(self, user):
        """Annual reports whose filing this person may know of, drafts included: the network all, a pivot its region."""
        annual = self.annual()
        return annual if user.is_network else annual.filter(region__in=user.pivot_region_ids)

    def outstanding(self):
        """Annual reports still owed: never filed, not excused."""
        return self.annual().filter(UNFILED)

    def late_or_due_between(self, day, first, last):
        """Annual reports late on `day`, whatever their age, and all those due from `first` to `last`."""
        return self.annual().filter(late_or_due_between(UNFILED, day, first, last))

    def for_funders(self):
        return self.filter(kind=Report.Kind.FUNDER)

    def issued(self):
        return self.filter(issued_at__isnull=False)

    def read_by_pivots_of(self, user):
        """Filed reports that this person reads as pivot of their region."""
        return self.filter(READ_BY_PIVOT, region__in=user.pivot_region_ids)


@journal(exclude=["revision"])
class Report(models.Model):
    class Kind(models.TextChoices):
        ANNUAL = "annual", "Rapport annuel"
        FUNDER = "funder", "Rapport à un bailleur"

    class State(models.TextChoices):
        DRAFT = "draft", "Brouillon"
        TO_CERTIFY = "to_certify", "À attester"
        SUBMITTED = "submitted", "Déposé"
        RETURNED = "returned", "À corriger"
        ENDORSED = "endorsed", "Endossé"
        APPROVED = "approved", "Approuvé"
        ISSUED = "issued", "Transmis"
        ASKED = "asked", "Précisions demandées"
        ACCEPTED = "accepted", "Accepté"
        RESERVED = "reserve", "Accepté avec réserve"

    OPEN = (State.DRAFT, State.TO_CERTIFY, State.RETURNED, State.ASKED)
    # What a funder accepted, with a reserve or without
    ACCEPTED = (State.ACCEPTED, State.RESERVED)

    kind = models.CharField(max_length=6, choices=Kind)
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="reports")
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="reports")
    period = DateRangeField()
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    deliverable = models.OneToOneField(
        Deliverable, on_delete=models.PROTECT, null=True, blank=True, related_name="report"
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="reports", help_text="figée à l’ouverture"
    )
    components = ArrayField(models.PositiveSmallIntegerField(choices=Component), default=list)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    number = models.CharField(max_length=20, unique=True, null=True, blank=True, help_text="donné au premier dépôt")
    due_on = models.DateField()
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    excused_at = models.DateTimeField(null=True, blank=True)
    excused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    excused_reason = models.CharField(max_length=300, blank=True)

    # Written by the database when the row is born, and for ever: that of its agreement, both levels of an annual one
    review = models.CharField(max_length=7, choices=Agreement.Review, db_default="none", editable=False)

    objects = ReportQuerySet.as_manager()
    later_form: int | None  # set by `with_later_form`

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organism", "campaign"], name="one_annual_report_per_campaign"),
            days_in_range("report_days_in_range", "period"),
            day_in_range("report_due_in_range", "due_on"),
            models.CheckConstraint(
                name="report_belongs",
                condition=Q(kind="annual", campaign__isnull=False, deliverable__isnull=True)
                | Q(kind="funder", campaign__isnull=True, deliverable__isnull=False),
            ),
            models.CheckConstraint(
                name="report_state_of_its_kind",
                condition=Q(
                    kind="annual", state__in=["draft", "to_certify", "submitted", "returned", "endorsed", "approved"]
                )
                | Q(kind="funder", state__in=["draft", "to_certify", *AT_FUNDER])
                | Q(kind="funder") & ~Q(review="none"),
            ),
            models.CheckConstraint(name="report_review_of_its_kind", condition=Q(kind="funder") | Q(review="both")),
            models.CheckConstraint(
                name="report_issued_in_its_states",
                condition=Q(issued_at__isnull=True) ^ Q(state__in=AT_FUNDER),
            ),
            models.CheckConstraint(
                name="report_filed_pair",
                condition=Q(filed_at__isnull=True, filed_by__isnull=True)
                | Q(filed_at__isnull=False, filed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="report_issued_pair",
                condition=Q(issued_at__isnull=True, issued_by__isnull=True)
                | Q(issued_at__isnull=False, issued_by__isnull=False),
            ),
            models.CheckConstraint(
                name="report_filed_when_past_draft",
                condition=Q(state__in=["draft", "to_certify"]) | Q(filed_at__isnull=False) | Q(issued_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_excused_pair",
                condition=Q(excused_at__isnull=True, excused_by__isnull=True, excused_reason="")
                | (Q(excused_at__isnull=False, excused_by__isnull=False) & ~Q(excused_reason="")),
            ),
        ]
        indexes = [GinIndex(SearchWords("number"), name="report_number_words")]
        triggers = [
            report_triggers.deliverable_is_awaited(),
            report_triggers.of_a_form_in_use(),
            report_triggers.review_of_its_beginning(),
            report_triggers.moves_forward(),
            report_triggers.change_is_written("NEW.id", of_report=True),
            state_of_its_last_step("id"),
            report_triggers.removed_with_its_opening(
                "campaign_id", "OLD.state <> 'draft' OR OLD.excused_at IS NOT NULL", or_cut=True
            ),
        ]

    def __str__(self):
        return self.titled(str(self.template_version.template))

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_accepted(self) -> bool:
        """Whether its lead funder accepted it, with a reserve or without."""
        return self.state in self.ACCEPTED

    @property
    def last_day(self):
        return self.period.upper - timedelta(days=1)

    @property
    def is_outstanding(self) -> bool:
        """Whether it is still owed: neither filed, for an annual report, nor issued, for a funder's; nor excused."""
        handed_in = self.filed_at if self.kind == Report.Kind.ANNUAL else self.issued_at
        return not handed_in and not self.excused_at

    def is_late_on(self, day: date) -> bool:
        return self.is_outstanding and is_past_due(self.due_on, day)

    @property
    def period_short(self) -> str:
        """« 2025-2026 », « 2025 » for a year; « avril à septembre 2025 » for a part of one."""
        return format_short_period(self.period.lower, self.last_day)

    def titled(self, words: str) -> str:
        """« Rapport final 2025-2026 », « Rapport d’étape, avril à septembre 2025 », « …, du 1er mai 2025 au … »."""
        short = self.period_short
        if " au " in short:
            return f"{words}, {of_period(short)}"
        return f"{words} {short}" if short[:4].isdigit() else f"{words}, {short}"

    @property
    def requirement(self) -> Requirement:
        """What a funder's report answers. ValueError: an annual report answers none."""
        if self.deliverable is None:
            raise ValueError("Un rapport annuel ne répond à aucune exigence.")
        return self.deliverable.requirement

    @property
    def funded_agreement(self) -> Agreement:
        """The agreement of a funder's report. ValueError: an annual report has none."""
        return self.requirement.agreement

    @property
    def agreement(self) -> Agreement | None:
        return self.funded_agreement if self.deliverable_id else None


class Transition(models.Model):
    """One step of a report, for ever. The key makes a double click one step."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="transitions")
    name = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, choices=Report.State, blank=True)
    to_state = models.CharField(max_length=10, choices=Report.State)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signer = models.ForeignKey(
        "reporting.LinkSigner", on_delete=models.PROTECT, null=True, blank=True, related_name="steps"
    )
    comment = models.TextField(blank=True)
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="step_by_link_is_a_funders",
                condition=Q(signer__isnull=True)
                | Q(by__isnull=True, name__in=["ask", "accept", "reserve", "take_back"]),
            )
        ]
        triggers = [append_only(), step_is_known(), state_of_its_last_step("report_id"), step_by_living_link()]

    def __str__(self):
        return f"{self.name} ({timezone.localdate(self.at)})"
