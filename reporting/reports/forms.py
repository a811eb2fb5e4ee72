"""Forms of report pages that are not answers: certifying, returning, opening a campaign."""

import uuid
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisms.form_controls import choice_field, row_field
from organisms.models import Organism
from reporting.filling.forms import BOX
from reporting.filling.repeat_previous import Carried
from reporting.filling.typed_values import readable
from reporting.models import Campaign, TemplateVersion
from reporting.reports.campaign_status import organisms_outside
from reporting.workflow.signatures import ADOPTED, ATTESTED, EXACT
from roriq_portal.fiscal_year import format_state_year, state_year_end
from roriq_portal.formats.fields import TypedDayField
from roriq_portal.rendering import PlainSelect

FIRST_YEAR = 2012
TYPE_A_DAY = dict.fromkeys(("required", "invalid"), "Écrivez la date ainsi\u00a0: 2026-06-30.")
CHANGED = "Les réponses reprises ont changé pendant que vous lisiez\u00a0: relisez-les, puis cochez de nouveau."


class KeyForm(forms.Form):
    """The key makes a double click one transition; a page without one makes its own."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()


class CarriedForm(KeyForm):
    """`carried`: what is said again of the answers taken from another period; no box without one."""

    is_carried = forms.BooleanField(
        error_messages={"required": "Cochez cette phrase, ou corrigez les réponses reprises."},
    )

    def __init__(self, *args, carried: Carried | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.carried = carried or Carried()
        self.fields["is_carried"].label = self.carried.words
        # Sent back, the mark says which answers the page showed
        self.fields["is_carried"].widget.attrs["value"] = self.carried.mark
        if not self.carried.words:
            del self.fields["is_carried"]

    def clean_is_carried(self) -> bool:
        if self.data.get("is_carried") not in (self.carried.mark, "on"):
            raise forms.ValidationError(CHANGED)
        return True

    @property
    def confirmed(self) -> str:
        """Return the mark of the answers said again; nothing before the form is valid, or without any."""
        return self.carried.mark if self.cleaned_data.get("is_carried") else ""

    @property
    def ticks(self) -> list[forms.BoundField]:
        """The sentences that certify, in their order."""
        return [self[name] for name in ("is_carried", "is_exact", "is_adopted") if name in self.fields]


class CertifyForm(CarriedForm):
    is_exact = forms.BooleanField(
        label=EXACT,
        error_messages={"required": "Cochez cette phrase pour attester."},
    )
    is_adopted = forms.BooleanField(
        label=ADOPTED,
        error_messages={"required": "Cochez cette phrase\u00a0: le conseil doit l’avoir adopté."},
    )

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        if ADOPTED not in ATTESTED[kind]:
            del self.fields["is_adopted"]


class ReasonForm(KeyForm):
    reason = forms.CharField(
        label=_("Motif"),
        max_length=300,
        widget=forms.Textarea(attrs={**BOX, "rows": 3}),
        error_messages={"required": _("Dites pourquoi, en une phrase.")},
    )


class CampaignOpenForm(forms.Form):
    year = forms.TypedChoiceField(label="Exercice de l’État", coerce=int, widget=PlainSelect())
    due_on = TypedDayField(label="À déposer au plus tard le", error_messages=TYPE_A_DAY)
    template_version = forms.ModelChoiceField(
        label="Gabarit",
        queryset=TemplateVersion.objects.none(),
        widget=PlainSelect(),
        empty_label=None,
        error_messages={"required": "Choisissez un gabarit.", "invalid_choice": "Choisissez un gabarit de la liste."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        taken = {campaign.period.lower.year for campaign in Campaign.objects.all()}
        this_year = timezone.localdate().year
        years = [year for year in range(this_year, FIRST_YEAR - 1, -1) if year not in taken]
        choice_field(self, "year").choices = [(year, format_state_year(year)) for year in years]
        self.fields["year"].error_messages["invalid_choice"] = "Choisissez un exercice de la liste."
        offered = TemplateVersion.objects.in_use().filter(template__kind="annual")
        row_field(self, "template_version").queryset = offered.select_related("template")

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        year, due_on = cleaned.get("year"), cleaned.get("due_on")
        if year and due_on and (fault := due_day_fault(year, due_on)):
            self.add_error("due_on", fault)
        return cleaned


def due_day_fault(year: int, due_on: date) -> str:
    """Return why a day cannot be that of a campaign of a State year, in a sentence; nothing when it can."""
    if state_year_end(year) < due_on <= state_year_end(year + 1):
        return ""
    return f"Choisissez un jour entre le 1er avril {year + 1} et le 31 mars {year + 2}."


class CampaignDateForm(ReasonForm):
    """`campaign`: whose due day is corrected; the page shows the day that it has."""

    due_on = TypedDayField(label="À déposer au plus tard le", error_messages=TYPE_A_DAY)
    field_order = ("due_on", "reason", "key")

    def __init__(self, *args, campaign: Campaign, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = campaign.due_on
        self.year = campaign.period.lower.year

    def clean_due_on(self) -> date:
        due_on = self.cleaned_data["due_on"]
        if fault := due_day_fault(self.year, due_on):
            raise forms.ValidationError(fault)
        return due_on


class CampaignAddForm(forms.Form):
    organism = forms.ModelChoiceField(
        label="Organisme",
        queryset=Organism.objects.none(),
        widget=PlainSelect(),
        empty_label="Choisir",
        error_messages={
            "required": "Choisissez un organisme.",
            "invalid_choice": "Choisissez un organisme de la liste.",
        },
    )

    def __init__(self, campaign: Campaign, *args, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "organism").queryset = organisms_outside(campaign)


def read_comments(data, keys: set[str]) -> list[tuple[str, str]]:
    """Return (line key, words) of what was typed beside each line; keys of another form are dropped."""
    comments = []
    for name, typed in data.items():
        line_key = name.removeprefix("commentaire-")
        body = readable(typed).strip()
        if name.startswith("commentaire-") and body and (not line_key or line_key in keys):
            comments.append((line_key, body))
    return comments
