"""Forms of joint targets and households: numbers, days and words that lead to nobody. They save nothing."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from agreements.models import Agreement
from organisms.models import Category, Component, Organism
from roriq_portal.formats.days import format_day
from roriq_portal.formats.fields import TypedWholeField
from roriq_portal.formats.phrases import counted
from roriq_portal.rendering import PlainSelect
from services.forms.fields import DayField, impersonal, readable
from services.households.actions import HouseholdInput
from services.households.joint_targets import JointTargetInput
from services.households.lifecycle import STATES
from services.models import HouseholdStep, JointTarget
from services.models.household import FOLLOW_UPS
from services.models.joint_target import MONTREAL, MOST_HOUSEHOLDS

PICK = {"required": "Faites un choix dans la liste.", "invalid_choice": "Faites un choix dans la liste."}


def whole_field(label: str, most: int, **more) -> TypedWholeField:
    messages = {
        "required": "Inscrivez un nombre entier, par exemple 12.",
        "invalid": "Inscrivez un nombre entier, par exemple 12.",
        "min_value": "Inscrivez 1 ou plus.",
        "max_value": f"Inscrivez {most} ou moins.",
    }
    attrs = {"class": "form-control answer-number", "inputmode": "numeric", "autocomplete": "off"}
    return TypedWholeField(
        label=label, min_value=1, max_value=most, error_messages=messages, widget=forms.TextInput(attrs=attrs), **more
    )


def words_field(label: str, missing: str = "", *, length: int = 300, **more) -> forms.CharField:
    messages = {"required": missing, "max_length": f"Écrivez {length} signes au plus."}
    widget = forms.Textarea(attrs={"class": "form-control", "rows": 2})
    return forms.CharField(
        label=label, required=bool(missing), max_length=length, error_messages=messages, widget=widget,
        validators=[impersonal], **more,
    )  # fmt: skip


def pick_field(label: str, rows, **more) -> forms.ModelChoiceField:
    widget = PlainSelect()
    return forms.ModelChoiceField(label=label, queryset=rows, error_messages=PICK, widget=widget, **more)


class SubmitKeyForm(forms.Form):
    """A form whose double click is one act: the page carries a key."""

    submit_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("submit_key", uuid4())

    def clean_submit_key(self):
        return self.cleaned_data["submit_key"] or self.initial["submit_key"]


class TargetProposeForm(SubmitKeyForm):
    starts_on = DayField(label="Du", error_messages={"required": "Écrivez la date ainsi : 2026-04-01."})
    last_day = DayField(
        label="Au",
        help_text="Dernier jour compris.",
        error_messages={"required": "Écrivez la date ainsi : 2027-03-31."},
    )
    households = whole_field("Nombre de ménages", MOST_HOUSEHOLDS)
    words = words_field("Quelques mots", help_text="L’autre organisme les lira.")

    def __init__(self, *args, organism: Organism, **kwargs):
        super().__init__(*args, **kwargs)
        here = organism.region.code == MONTREAL
        others = Organism.objects.exclude(pk=organism.pk).order_by("sort_name")
        others = others.exclude(region__code=MONTREAL) if here else others.filter(region__code=MONTREAL)
        self.fields["other"] = pick_field("Organisme en région" if here else "Organisme de Montréal", others)
        self.fields["agreement"] = _agreement_field(organism)
        self.order_fields(["other", "households", "starts_on", "last_day", "agreement", "words"])

    def clean(self):
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "La fin vient avant le début\u00a0: 2027-03-31, par exemple.")
        return data

    def proposal(self) -> JointTargetInput:
        names = ("other", "starts_on", "last_day", "households", "agreement", "words")
        return JointTargetInput(**{name: self.cleaned_data[name] for name in names})


def _agreement_field(organism: Organism) -> forms.ModelChoiceField:
    rows = Agreement.objects.filter(organism=organism).order_by("reference")
    words = "Les ménages de cette cible comptent aux rapports de cette entente."
    return pick_field("Votre entente", rows, required=False, empty_label="Aucune", help_text=words)


class TargetAnswerForm(forms.Form):
    """One form for each act: accepting wants no number, ending no number but words."""

    act = forms.CharField(widget=forms.HiddenInput)
    seen = forms.IntegerField(
        widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), "Rechargez cette page.")
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, organism: Organism, act: str, **kwargs):
        super().__init__(data, prefix=act, **kwargs)
        self.initial.setdefault("act", act)
        if act in ("countered", "proposed"):
            self.fields["households"] = whole_field("Nombre de ménages", MOST_HOUSEHOLDS)
        if act == "accepted":
            self.fields["agreement"] = _agreement_field(organism)
        missing = "" if act == "accepted" else "Dites pourquoi en quelques mots."
        self.fields["words"] = words_field("Quelques mots" if act == "accepted" else "Pourquoi", missing)

    def answer(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "act" and value not in (None, "")}


def _categories():
    return Category.objects.filter(dimension__key="immigration").order_by("order")


class HouseholdForm(SubmitKeyForm):
    """`ways`: referred under a joint target, referred without one, or come by itself."""

    size = whole_field("Nombre de personnes", 20)
    day = DayField(label="Jour", error_messages={"required": "Donnez le jour de la référence ou de l’installation."})
    note = words_field("Note", length=1000, help_text="Lue par votre organisme seulement. Aucun nom, aucun numéro.")

    def __init__(self, *args, organism: Organism, **kwargs):
        super().__init__(*args, **kwargs)
        agreed = JointTarget.objects.filter(sender=organism, households__isnull=False).exclude(state="ended")
        others = Organism.objects.exclude(region=organism.region_id).order_by("sort_name")
        self.fields["category"] = pick_field(
            "Catégorie d’immigration", _categories(), required=False, empty_label="Non précisée"
        )
        self.fields["joint_target"] = TargetField(
            label="Référé selon la cible", queryset=agreed.select_related("sender", "receiver"), required=False,
            empty_label="Aucune",
            error_messages=PICK, widget=PlainSelect(),
        )  # fmt: skip
        self.fields["receiver"] = pick_field(
            "Référé, sans cible, à", others, required=False, empty_label="Personne\u00a0: venu de lui-même chez nous"
        )
        self.order_fields(["joint_target", "receiver", "size", "category", "day", "note"])

    def clean(self):
        data = super().clean() or self.cleaned_data
        if data.get("joint_target") and data.get("receiver"):
            self.add_error("receiver", "La cible dit déjà à qui\u00a0: gardez l’un des deux.")
        return data

    def new(self) -> HouseholdInput:
        names = ("size", "category", "day", "joint_target", "receiver", "note")
        return HouseholdInput(**{name: self.cleaned_data[name] for name in names})


class TargetField(forms.ModelChoiceField):
    def label_from_instance(self, target):
        size = counted(target.households or 0, "ménage")
        return f"{target.receiver} · {size} · jusqu’au {format_day(target.last_day)}"


class StepForm(forms.Form):
    """One step; a refusal and a withdrawal say why, a follow-up says what was found."""

    day = DayField(label="Jour", error_messages={"required": "Donnez le jour."})

    def __init__(self, data: Mapping[str, Any] | None = None, *, kind: str, months: int | None = None, **kwargs):
        super().__init__(data, prefix=kind, **kwargs)
        self.initial.setdefault("day", timezone.localdate())
        if kind == HouseholdStep.Kind.FOLLOW_UP:
            choices = [(n, f"{n}\u00a0mois") for n in FOLLOW_UPS]
            self.fields["months"] = forms.TypedChoiceField(
                label="Suivi",
                coerce=int,
                choices=choices,
                initial=months,
                error_messages=PICK,
                widget=PlainSelect(),
            )
            self.fields["result"] = forms.ChoiceField(
                label="Le ménage", choices=HouseholdStep.Result, error_messages=PICK, widget=forms.RadioSelect
            )
        if kind in (HouseholdStep.Kind.REFUSED, HouseholdStep.Kind.WITHDRAWN):
            self.fields["reason"] = words_field(
                "Pourquoi", "Dites pourquoi en quelques mots.", help_text="Les deux organismes le lisent."
            )
        self.fields["note"] = words_field(
            "Note", length=1000, help_text="Lue par votre organisme seulement. Aucun nom, aucun numéro."
        )


class CancelForm(forms.Form):
    reason = words_field("Pourquoi annuler cette étape", "Dites pourquoi en quelques mots.")


class ServiceForm(forms.Form):
    component = forms.TypedChoiceField(
        label="Volet", coerce=int, choices=[(c.value, f"{c.value} – {c.label}") for c in Component],
        error_messages=PICK,
        widget=PlainSelect(),
    )  # fmt: skip
    service_day = DayField(label="Jour", error_messages={"required": "Donnez le jour."})


class HouseholdFilterForm(forms.Form):
    """What narrows the list; a value of nobody's narrows nothing."""

    cle = forms.CharField(
        label="Clé",
        required=False,
        max_length=7,
        validators=[readable],
        error_messages={"max_length": "Une clé a sept signes, par exemple K7M-2QX."},
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search", "autocomplete": "off"}),
    )
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), *STATES.items()],
        error_messages=PICK,
        widget=PlainSelect(),
    )
    suivi = forms.BooleanField(label="Suivi dû", required=False)

    def __init__(self, *args, organism: Organism, **kwargs):
        super().__init__(*args, **kwargs)
        rows = JointTarget.objects.of(organism.pk).filter(households__isnull=False).select_related("sender", "receiver")
        self.fields["cible"] = TargetField(
            label="Cible",
            queryset=rows,
            required=False,
            empty_label="Toutes",
            error_messages=PICK,
            widget=PlainSelect(),
        )
