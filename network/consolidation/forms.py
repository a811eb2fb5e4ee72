"""Forms of consolidated reports: which one is begun, its words, its freezing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from network.consolidation.figures.sources import not_asked_words, reports_of
from network.models import ConsolidatedReport
from network.models.consolidated import MOST_SIGNS
from network.permissions import regions_begun_by
from organisms.form_controls import choice_field, dress
from organisms.models import Component, Region, User
from reporting.models import Template
from reporting.reports.forms import KeyForm
from roriq_portal.fiscal_year import format_state_year, state_year_of, state_year_start
from roriq_portal.rendering import PlainSelect
from services.forms.revisions import SeenForm
from services.text.spelling import warnings_in

Scope = ConsolidatedReport.Scope
FIRST_YEAR = 2012
WHOLE = "ensemble"


class BeginForm(KeyForm):
    """What is consolidated, over which year: the State's, or the calendar's."""

    what = forms.ChoiceField(
        label="Ce que le rapport réunit",
        widget=PlainSelect(),
        error_messages={"invalid_choice": "Choisissez dans la liste.", "required": "Choisissez dans la liste."},
    )
    year = forms.ChoiceField(
        label="Année",
        widget=PlainSelect(),
        error_messages={"invalid_choice": "Choisissez une année.", "required": "Choisissez une année."},
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        regions = regions_begun_by(user)
        self.regions = {f"region-{row.pk}": row for row in regions}
        forms_of = (
            Template.objects.filter(programme__isnull=False).select_related("programme")
            if (user.coordinates_network)
            else Template.objects.none()
        )
        self.templates = {f"gabarit-{row.pk}": row for row in forms_of.order_by("programme__name", "kind", "pk")}
        network = [(Scope.NETWORK.value, "Tout le réseau")] if user.coordinates_network else []
        choice_field(self, "what").choices = [
            *network,
            *[(key, f"Région {row.name}") for key, row in self.regions.items()],
            *[(key, f"{row.programme}, {row.get_kind_display().lower()}") for key, row in self.templates.items()],
        ]
        choice_field(self, "year").choices = year_choices()

    def clean(self) -> dict:
        """Refuse a year that no report was made for, which would stay listed for ever; what is begun already opens."""
        asked = self.asked() if not self.errors else None
        if asked and not (_is_begun(asked) or reports_of(ConsolidatedReport(**asked)).exists()):
            self.add_error("year", not_asked_words(asked["scope"]))
        return self.cleaned_data

    def asked(self) -> dict:
        """Return the scope, region, form and period that were chosen."""
        what = self.cleaned_data["what"]
        region: Region | None = self.regions.get(what)
        template: Template | None = self.templates.get(what)
        scope = Scope.REGION if region else Scope.PROGRAMME if template else Scope.NETWORK
        return {"scope": scope, "region": region, "template": template, "period": _period(self.cleaned_data["year"])}


def _is_begun(asked: dict) -> bool:
    return ConsolidatedReport.objects.filter(**asked).exists()


def year_choices() -> list[tuple[str, str]]:
    """Return the years of the State that began, the newest first, then the calendar's that are over or run."""
    today = timezone.localdate()
    state = range(state_year_of(today), FIRST_YEAR - 1, -1)
    calendar = range(today.year, FIRST_YEAR - 1, -1)
    return [
        *[(f"e{year}", format_state_year(year)) for year in state],
        *[(f"c{year}", f"{year}, année civile") for year in calendar],
    ]


def _period(choice: str) -> DateRange:
    year = int(choice[1:])
    if choice.startswith("e"):
        return DateRange(state_year_start(year), state_year_start(year + 1))
    return DateRange(date(year, 1, 1), date(year + 1, 1, 1))


class WordsForm(SeenForm):
    """What is said of the whole and of each component: sentences, no number is typed here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in field_labels().items():
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=MOST_SIGNS,
                widget=forms.Textarea(attrs={"rows": 5, "maxlength": MOST_SIGNS}),
                error_messages={"max_length": "Au plus 3\u00a0000 signes\u00a0: il y en a %(show_value)d."},
            )
        dress(self)

    def words(self) -> dict[int | None, str]:
        """Return component → text; None for the whole."""
        return {component_of(name): self.cleaned_data[name].strip() for name in field_labels()}


def field_labels() -> dict[str, str]:
    """Return field → label, the whole first."""
    return {WHOLE: "L’ensemble", **{f"volet-{key}": f"Volet {key} – {words}" for key, words in Component.choices}}


def component_of(name: str) -> int | None:
    return None if name == WHOLE else int(name.removeprefix("volet-"))


def words_of(report: ConsolidatedReport) -> dict:
    """Return what the form of a report's words begins with. One query."""
    written = {row.component: row.text for row in report.words.all()}
    texts = {name: written.get(component_of(name), "") for name in field_labels()}
    return {**texts, "revision": report.revision}


def warnings_about(texts: Mapping[str, Any]) -> list[str]:
    """Return, of field → text, the warning that texts of reports give when one seems to name or reach a person."""
    return [f"{label}. {words}" for name, label in field_labels().items() for words in warnings_in(texts[name])]


class FreezeForm(KeyForm):
    """`counted`: the mark of the versions that the page showed. A next version says why it replaces the other."""

    counted = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    reason = forms.CharField(
        label="Pourquoi une nouvelle version",
        max_length=300,
        error_messages={"required": "Dites pourquoi, en une phrase."},
    )

    def __init__(self, *args, is_first: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["reason"]
        dress(self)
