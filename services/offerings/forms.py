"""The forms of an organism's offer: where, since when, until when, paid by what; a service of its own."""

from datetime import date

from django import forms
from django.db.models import QuerySet

from agreements.models import Agreement
from organisms.form_controls import name_rows, row_field
from organisms.models import Category, Component, Mrc, Organism, Region
from roriq_portal.formats.typed import read_digits
from roriq_portal.rendering import PlainSelect
from services.forms.agreement_fields import NOT_YOURS, AgreementsField, agreements_of
from services.forms.fields import DayField, readable
from services.models import Offering, Service
from services.offerings.actions import NewOfferingInput, OfferingInput, terms_of

FIRST = {"required": "Donnez le premier jour."}


class TermsForm(forms.Form):
    """What an offering says besides its service and place."""

    first_day = DayField(label="Depuis le", error_messages=FIRST)
    last_day = DayField(label="Dernier jour", required=False, help_text="Vide : jusqu’à nouvel ordre.")
    agreements = AgreementsField(
        Agreement.objects.none(),
        label="Payé par",
        required=False,
        help_text="Le service compte tant qu’une de ces ententes court. Aucune cochée : offert sans entente.",
        error_messages={"invalid_choice": NOT_YOURS, "invalid_pk_value": NOT_YOURS},
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=300,
        validators=[readable],
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args, organism: Organism, **kwargs):
        super().__init__(*args, **kwargs)
        self.organism = organism
        row_field(self, "agreements").queryset = agreements_of(organism)

    def clean(self):
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "Ce jour est avant le premier jour.")
        return data

    def terms(self) -> OfferingInput:
        data = self.cleaned_data
        ids = tuple(sorted(agreement.pk for agreement in data["agreements"]))
        return OfferingInput(data["first_day"], data["last_day"], ids, data["note"])


class OfferingForm(TermsForm):
    """A service in one place or several at once."""

    service = forms.ModelChoiceField(
        Service.objects.none(),
        label="Service",
        empty_label="Choisissez",
        widget=PlainSelect(),
        error_messages={"required": "Choisissez le service.", "invalid_choice": "Choisissez un service de la liste."},
    )
    regions = forms.ModelMultipleChoiceField(
        Region.objects.none(),
        label="Dans toute une région",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Cochez des régions de la liste.",
            "invalid_pk_value": "Cochez des régions de la liste.",
        },
    )
    mrcs = forms.ModelMultipleChoiceField(
        Mrc.objects.none(),
        label="Dans des MRC seulement",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Cochez des MRC de la liste.",
            "invalid_pk_value": "Cochez des MRC de la liste.",
        },
    )
    field_order = ["service", "regions", "mrcs", "first_day", "last_day", "agreements", "note"]

    def __init__(self, *args, organism: Organism, **kwargs):
        super().__init__(*args, organism=organism, **kwargs)
        row_field(self, "service").queryset = _ordered(Service.objects.open_to(organism))
        name_rows(self, "service", lambda row: f"{row.component} – {row.words}")
        row_field(self, "regions").queryset = Region.objects.order_by("sort_name")
        row_field(self, "mrcs").queryset = Mrc.objects.order_by("sort_name")

    def clean(self):
        data = super().clean() or self.cleaned_data
        if not (data.get("regions") or data.get("mrcs") or self.errors.keys() & {"regions", "mrcs"}):
            self.add_error("regions", "Cochez au moins une région ou une MRC.")
        return data

    def inputs(self) -> list[NewOfferingInput]:
        """One input a place: what is ticked twice, by its region and its MRC, stays two places."""
        service, terms = self.cleaned_data["service"], self.terms()
        whole = [NewOfferingInput(service, terms, region=region) for region in self.cleaned_data["regions"]]
        return whole + [NewOfferingInput(service, terms, mrc=mrc) for mrc in self.cleaned_data["mrcs"]]


class OfferingEditForm(TermsForm):
    """Days, agreements and note of one offering, with their values when the page was shown, for `check_seen`."""

    seen_first = DayField(required=False, widget=forms.HiddenInput)
    seen_last = DayField(required=False, widget=forms.HiddenInput)
    seen_agreements = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    seen_note = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def seen(self) -> OfferingInput | None:
        """Return what was seen; None when the page did not say it."""
        data = self.cleaned_data
        if not data["seen_first"]:
            return None
        ids = tuple(key for text in data["seen_agreements"].split(",") if (key := read_digits(text)) is not None)
        return OfferingInput(data["seen_first"], data["seen_last"], ids, data["seen_note"])


def initial_of(offering: Offering) -> dict:
    """Return the initial values of the edit form."""
    terms = terms_of(offering)
    return {
        "first_day": terms.first_day,
        "last_day": terms.last_day,
        "agreements": list(terms.agreement_ids),
        "note": terms.note,
        "seen_first": terms.first_day,
        "seen_last": terms.last_day,
        "seen_agreements": ",".join(map(str, terms.agreement_ids)),
        "seen_note": terms.note,
    }


class OfferingEndForm(forms.Form):
    last_day = DayField(label="Dernier jour offert", error_messages={"required": "Donnez le dernier jour."})

    def __init__(self, *args, first_day: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.first_day = first_day

    def clean_last_day(self):
        if self.cleaned_data["last_day"] < self.first_day:
            raise forms.ValidationError("Ce jour est avant le premier jour de l’offre.")
        return self.cleaned_data["last_day"]


class ServiceForm(forms.Form):
    component = forms.TypedChoiceField(
        label="Volet",
        coerce=int,
        choices=[("", "Choisissez"), *((number, f"{number} – {words}") for number, words in Component.choices)],
        widget=PlainSelect(),
        error_messages={"required": "Choisissez le volet.", "invalid_choice": "Choisissez un volet de la liste."},
    )
    words = forms.CharField(
        label="Nom du service",
        max_length=100,
        validators=[readable],
        help_text="En mots du milieu, par exemple « Halte-garderie pendant les ateliers ».",
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": "Nommez le service."},
    )
    measure = forms.ModelChoiceField(
        Category.objects.filter(dimension__key="measure"),
        label="Mesure d’Emploi-Québec",
        required=False,
        empty_label="Aucune",
        widget=PlainSelect(),
        error_messages={"invalid_choice": "Choisissez une mesure de la liste."},
    )

    def clean_words(self):
        if not any(sign.isalpha() for sign in self.cleaned_data["words"]):
            raise forms.ValidationError("Nommez le service avec des lettres.")
        return self.cleaned_data["words"]


def _ordered(services: QuerySet[Service]) -> QuerySet[Service]:
    return services.order_by("component", "sort_name")
