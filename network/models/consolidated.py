"""A consolidated report: its scope and period, its words, its steps, and what was frozen of it from which versions."""

import hashlib
from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext

from network.models import triggers
from organisms.models import Component, Organism, Region, User
from reporting.models import Template, Version
from roriq_portal.database.constraints import days_in_range
from roriq_portal.database.triggers import append_only, journal
from roriq_portal.formats.days import format_short_period
from roriq_portal.formats.language import current_language

MOST_SIGNS = 3000
A_YEAR = "upper(period) = (lower(period) + interval '1 year')::date AND to_char(lower(period), 'MMDD') IN {}"


class ConsolidatedReportQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """The network: all. A pivot: its region's. Pivots and funders: what is published, their own programmes'.

        A programme's report is read whole: a seat of one office, which reads its own agreements only, does not open it.
        """
        if user.is_network:
            return self
        seats, regions = user.live_funder_seats, user.pivot_region_ids
        whole = [seat.funder_id for seat in seats if seat.office_id is None]
        shown = Q(region__in=regions)
        if seats or regions:
            shown |= Q(published__isnull=False) & (Q(template=None) | Q(template__programme__funder__in=whole))
        return self.filter(shown)

    def with_names(self):
        """Read with them all that says what they are and where they stand."""
        return self.select_related("region", "template__programme__funder", "current", "published").defer(
            "current__content", "published__content"
        )


@journal(exclude=["revision"])
class ConsolidatedReport(models.Model):
    """One for each region, for the network, or for a programme's form, and each year. Its figures are its versions'."""

    class Scope(models.TextChoices):
        REGION = "region", "Région"
        NETWORK = "network", "Réseau"
        PROGRAMME = "programme", "Programme"

    class State(models.TextChoices):
        PREPARING = "preparing", "En préparation"
        FROZEN = "frozen", "Figé"

    scope = models.CharField(max_length=9, choices=Scope)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="consolidated_reports"
    )
    template = models.ForeignKey(
        Template, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="d’un programme seul"
    )
    period = DateRangeField()
    state = models.CharField(max_length=9, choices=State, default=State.PREPARING)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    current = models.ForeignKey(
        "ConsolidatedVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="la dernière figée, sauf annulée",
    )  # fmt: skip
    published = models.ForeignKey(
        "ConsolidatedVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="celle que lisent les bailleurs, masquée",
    )  # fmt: skip

    objects = ConsolidatedReportQuerySet.as_manager()

    class Meta:
        ordering = ["-period", "scope", "region", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "region", "template", "period"],
                nulls_distinct=False,
                name="consolidated_once_a_year",
            ),
            models.CheckConstraint(
                name="consolidated_has_its_scope",
                condition=Q(scope="region", region__isnull=False, template__isnull=True)
                | Q(scope="network", region__isnull=True, template__isnull=True)
                | Q(scope="programme", region__isnull=True, template__isnull=False),
            ),
            models.CheckConstraint(
                name="consolidated_over_a_year",
                condition=RawSQL(A_YEAR.format("('0101', '0401')"), (), output_field=models.BooleanField()),
            ),
            models.CheckConstraint(
                name="consolidated_frozen_has_its_version",
                condition=Q(state="preparing") | Q(current__isnull=False),
            ),
            days_in_range("consolidated_days_in_range", "period"),
        ]
        triggers = [triggers.scope_stays(), triggers.state_of_its_last_step("id")]

    def __str__(self):
        return f"{self.title}, {self.period_short}"

    @property
    def last_day(self) -> date:
        return self.period.upper - timedelta(days=1)

    @property
    def period_short(self) -> str:
        """« 2025-2026 », or « 2025 » of a calendar year."""
        return format_short_period(self.period.lower, self.last_day)

    @property
    def title(self) -> str:
        """« Rapport de la région Abitibi-Témiscamingue », « Rapport du réseau », « Régionalisation, rapport final »."""
        if self.region:
            return f"Rapport de la région {self.region.name}"
        if self.template:
            return f"{self.template.programme}, {gettext(self.template.get_kind_display()).lower()}"
        return "Rapport du réseau"

    @property
    def is_frozen(self) -> bool:
        return self.state == self.State.FROZEN


class ConsolidatedWords(models.Model):
    """What the pivot, or the network, says of a component; `component` empty: of the whole."""

    report = models.ForeignKey(ConsolidatedReport, on_delete=models.PROTECT, related_name="words")
    component = models.PositiveSmallIntegerField(choices=Component, null=True, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["report", "component"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "component"], nulls_distinct=False, name="consolidated_words_once"
            ),
            models.CheckConstraint(
                name="consolidated_words_short", condition=LessThanOrEqual(Length("text"), MOST_SIGNS)
            ),
            models.CheckConstraint(
                name="consolidated_words_component", condition=Q(component=None) | Q(component__range=(1, 5))
            ),
        ]
        triggers = [triggers.words_while_prepared()]

    def __str__(self):
        return f"{self.report_id}, {self.component or 'ensemble'}"


class ConsolidatedVersion(models.Model):
    """Canonical JSON as text, and its SHA-256: the page, the PDF and the workbook read this and nothing else."""

    class Audience(models.TextChoices):
        NETWORK = "network", "réseau et organisme-pivot"
        FUNDERS = "funders", "bailleurs"

    report = models.ForeignKey(ConsolidatedReport, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=7, choices=Audience, default=Audience.NETWORK)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    code = models.CharField(max_length=16, unique=True, help_text="80 bits au hasard, en base 32")
    as_of = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["report", "-number", "-audience"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number", "audience"], name="consolidated_version_once"),
            models.CheckConstraint(
                name="consolidated_audience_known", condition=Q(audience__in=["network", "funders"])
            ),
        ]
        triggers = [append_only(), triggers.content_of_its_hash()]

    def __str__(self):
        return f"{self.report_id} v{self.number}"

    @property
    def is_unaltered(self) -> bool:
        return hashlib.sha256(self.content.encode()).hexdigest() == self.sha256


class ConsolidatedSource(models.Model):
    """A version that a consolidated version counts: the exact one, whatever its report becomes."""

    version = models.ForeignKey(ConsolidatedVersion, on_delete=models.PROTECT, related_name="sources")
    source = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="consolidated_in")
    organism = models.ForeignKey(Organism, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["version", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "source"], name="consolidated_source_once")]
        triggers = [append_only(), triggers.source_is_settled()]

    def __str__(self):
        return f"{self.version_id}: {self.source_id}"


class ConsolidatedDocument(models.Model):
    """A file made from a consolidated version, once in each format for each of its languages."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "XLSX"

    class Language(models.TextChoices):
        FRENCH = "fr", "français"
        ENGLISH = "en", "anglais"

    version = models.ForeignKey(ConsolidatedVersion, on_delete=models.PROTECT, related_name="documents")
    format = models.CharField(max_length=4, choices=Format)
    language = models.CharField(max_length=2, choices=Language, default=Language.FRENCH, db_default=Language.FRENCH)
    file = models.FileField(upload_to="consolidated/%Y/", max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "format", "language"], name="consolidated_document_once"),
            models.CheckConstraint(name="consolidated_format_known", condition=Q(format__in=["pdf", "xlsx"])),
            models.CheckConstraint(name="consolidated_language_known", condition=Q(language__in=["fr", "en"])),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.version} {self.format}"

    @property
    def words(self) -> str:
        """« PDF », « PDF en anglais »: what is said of it on a page in French or in English."""
        if self.language == current_language():
            return self.format.upper()
        words = gettext("{} en anglais") if self.language == self.Language.ENGLISH else gettext("{} en français")
        return words.format(self.format.upper())


class ConsolidatedStep(models.Model):
    """One step of a consolidated report, for ever. The key makes a double click one step."""

    report = models.ForeignKey(ConsolidatedReport, on_delete=models.PROTECT, related_name="steps")
    name = models.CharField(max_length=10)
    from_state = models.CharField(max_length=9, blank=True)
    to_state = models.CharField(max_length=9, choices=ConsolidatedReport.State)
    version = models.ForeignKey(
        ConsolidatedVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="steps"
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    comment = models.CharField(max_length=300, blank=True)
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-at", "-pk"]
        triggers = [append_only(), triggers.step_follows(), triggers.state_of_its_last_step("report_id")]

    def __str__(self):
        return f"{self.name} ({timezone.localdate(self.at)})"
