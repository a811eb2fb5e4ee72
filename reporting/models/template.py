"""Funders' forms as data: a form, its versions, their sections, and the years of annual ones. Lines: `line.py`."""

from datetime import date

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.functions import TransactionNow
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agreements.models import Programme, Requirement
from organisms.models import Component
from reporting.models.triggers import campaigns as campaign_triggers
from reporting.models.triggers.reports import removed_with_its_opening
from roriq_portal.database.constraints import day_in_range, days_in_range
from roriq_portal.database.search_words import SearchWords
from roriq_portal.formats.language import said

# A version that was published stays as it was answered: neither it nor what it asks changes (`line.py`)
PUBLISHED_STAYS = """
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published form stays' USING ERRCODE = '23514';
    END IF;
    IF (NEW.published_at, NEW.published_by_id, NEW.template_id, NEW.number, NEW.digest, NEW.language,
            NEW.masks_small_counts, NEW.begins_on)
        IS DISTINCT FROM (OLD.published_at, OLD.published_by_id, OLD.template_id, OLD.number, OLD.digest, OLD.language,
            OLD.masks_small_counts, OLD.begins_on) THEN
        RAISE EXCEPTION 'a published form stays' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


class Template(models.Model):
    """The *Rapport annuel unifié* has no programme: its reader is the network. A retired one begins no more report."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="templates")
    kind = models.CharField(max_length=10, choices=[("annual", "Rapport annuel"), *Requirement.Kind.choices])
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        indexes = [GinIndex(SearchWords("name"), name="template_words")]
        constraints = [
            models.CheckConstraint(
                name="template_retired_pair",
                condition=Q(retired_at__isnull=True, retired_by__isnull=True)
                | Q(retired_at__isnull=False, retired_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name


class TemplateVersionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def in_use(self):
        """Published, of a form that was not retired: a new report may begin on them."""
        return self.published().filter(template__retired_at__isnull=True)

    def begun_for(self, first_day: date | models.OuterRef):
        """Those that serve periods which begin on this day, or an expression of it."""
        return self.filter(Q(begins_on__isnull=True) | Q(begins_on__lte=first_day))


class TemplateVersion(models.Model):
    """A form as it is asked from a day on: a draft until it is published, and then for ever as it is.

    `revision` counts the changes of a draft; `begins_on`: the first day of the periods it serves, empty for all.
    """

    class Language(models.TextChoices):
        FRENCH = "fr", "français"
        BILINGUAL = "bilingual", "français et anglais"
        ENGLISH = "en", "anglais"

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=10, choices=Language, default=Language.FRENCH)
    masks_small_counts = models.BooleanField(
        default=False, help_text="les nombres de 1 à 4 personnes sont masqués sur le document du bailleur"
    )
    begins_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed = models.JSONField(null=True, blank=True, help_text="ce qui fut retiré en dernier d’un brouillon")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(
        max_length=64, blank=True, help_text="empreinte de la source, pour ne la charger qu’une fois"
    )

    objects = TemplateVersionQuerySet.as_manager()

    class Meta:
        ordering = ["template", "-number"]
        constraints = [
            day_in_range("template_version_begins_in_range", "begins_on"),
            models.CheckConstraint(
                name="template_removed_pair",
                condition=Q(removed__isnull=True, removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed__isnull=False, removed_at__isnull=False, removed_by__isnull=False),
            ),
            models.UniqueConstraint(fields=["template", "number"], name="template_version_once"),
            models.UniqueConstraint(
                fields=["template"], condition=Q(published_at__isnull=True), name="template_one_draft"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="published_version_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
                func=PUBLISHED_STAYS,
            )
        ]

    def __str__(self):
        return f"{self.template}, version {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


def of_a_draft(name: str, version_of: str) -> pgtrigger.Trigger:
    """Return the trigger of a table whose rows belong to a version: no row comes, changes or leaves once published.

    `version_of`: SQL that gives the id of the version of `changed`, a row of the table.
    """
    refuse = f"""
        IF EXISTS (SELECT 1 FROM reporting_templateversion
                   WHERE id = ({version_of}) AND published_at IS NOT NULL) THEN
            RAISE EXCEPTION 'a published form stays' USING ERRCODE = '23514';
        END IF;
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("changed", "record")],
        func=f"""
            IF TG_OP <> 'INSERT' THEN changed := OLD; {refuse} END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            changed := NEW; {refuse}
            RETURN NEW;
        """,
    )


class Section(models.Model):
    """A part of a form, in the funder's words. One of a component is offered where the organism does it."""

    version = models.ForeignKey(TemplateVersion, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField(max_length=40, help_text="survit d’une version à l’autre")
    order = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=160, blank=True, default="", db_default="")
    words_en = models.CharField(max_length=160, blank=True, default="", db_default="")
    component = models.PositiveSmallIntegerField(choices=Component, null=True, blank=True)

    class Meta:
        ordering = ["version", "order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="section_key_once"),
            models.CheckConstraint(name="section_has_words", condition=~Q(words="", words_en="")),
        ]
        triggers = [of_a_draft("section_of_a_draft", "changed.version_id")]

    def __str__(self):
        return said(self.words, self.words_en)


class Campaign(models.Model):
    """A year of annual reports, opened by the network for the organisms that are active members on the opening day."""

    period = DateRangeField(unique=True)
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="campaigns")
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()

    words: str  # set by the list of campaigns: how many reports were filed

    class Meta:
        ordering = ["-period"]
        constraints = [
            days_in_range("campaign_days_in_range", "period"),
            day_in_range("campaign_due_in_range", "due_on"),
        ]
        triggers = [removed_with_its_opening("id"), campaign_triggers.moved_by_a_correction()]

    def __str__(self):
        return f"{self.period.lower.year}-{self.period.upper.year}"


class CampaignDate(models.Model):
    """A due day that was corrected, with its reason; the campaign has that of the last correction."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="corrected_dates")
    before = models.DateField()
    after = models.DateField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            day_in_range("campaign_date_in_range", "after"),
            day_in_range("campaign_date_before_in_range", "before"),
            models.CheckConstraint(name="campaign_date_moves", condition=~Q(before=models.F("after"))),
            models.CheckConstraint(name="campaign_date_has_reason", condition=~Q(reason="")),
        ]
        triggers = [
            campaign_triggers.corrects_what_stands(),
            campaign_triggers.day_is_that_of_the_last(),
            campaign_triggers.correction_stays(),
            removed_with_its_opening("campaign_id"),
        ]

    def __str__(self):
        return f"{self.campaign}: {self.after}"


class CampaignCut(models.Model):
    """The reports of a campaign that nobody had begun, cancelled at once with a reason; for a day they come back.

    `at`: of the database's transaction, in which alone the reports may leave.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="cuts")
    reports = models.PositiveIntegerField(help_text="combien sont partis")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="campaign_cut_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="campaign_cut_of_some", condition=Q(reports__gt=0)),
        ]
        triggers = [campaign_triggers.undone_once(), removed_with_its_opening("campaign_id")]

    def __str__(self):
        return f"{self.campaign}: {self.reports}"
