"""Forms of private links: one to copy, one that the portal sends to a named person, and the answer given by it."""

import re
from typing import TYPE_CHECKING

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from agreements.models import Funder
from organisms.form_controls import row_field
from organisms.names import refuse_addresses
from reporting.filling.forms import BOX
from reporting.funder_reports.actions.link_answers import LinkAnswer
from reporting.funder_reports.actions.private_links import Recipient, refusal_of
from reporting.funder_reports.forms import PICK_FUNDER, ReceiptForm
from reporting.models import Report
from reporting.reports.forms import KeyForm
from roriq_portal.rendering import PlainSelect

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LINK_DAYS = [(7, "7 jours"), (30, "30 jours"), (90, "90 jours")]
# A function may hold a slash, « agent/e »; no address that a mail program would make a link of
NO_ADDRESS = RegexValidator(
    re.compile(r"@|://|www\.|[<>]|\w\.\w{2,}/", re.IGNORECASE),
    _("Écrivez la fonction seule, sans adresse."),
    inverse_match=True,
)


def _name(label: "StrOrPromise", required: "StrOrPromise", **attrs) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=120,
        validators=[refuse_addresses],
        widget=forms.TextInput(attrs={**BOX, **attrs}),
        error_messages={"required": required},
    )


def _function(label: "StrOrPromise", required: "StrOrPromise", **attrs) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=120,
        validators=[NO_ADDRESS],
        widget=forms.TextInput(attrs={**BOX, **attrs}),
        error_messages={"required": required},
    )


class LinkForm(KeyForm):
    funder = forms.ModelChoiceField(
        Funder.objects.none(), label="Pour quel bailleur", widget=PlainSelect(),
        empty_label=None, error_messages=PICK_FUNDER,
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label="Le lien s’ouvre pendant",
        coerce=int,
        choices=LINK_DAYS,
        initial=30,
        widget=PlainSelect(),
        error_messages={"required": "Choisissez une durée.", "invalid_choice": "Choisissez une durée de la liste."},
    )

    def __init__(self, *args, funders, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "funder").queryset = funders


class LinkSendForm(LinkForm):
    name = _name("Prénom et nom", "Écrivez le nom de la personne qui lira le rapport.")
    function = _function("Fonction", "Écrivez sa fonction chez le bailleur.")
    email = forms.EmailField(
        label="Courriel",
        max_length=254,
        widget=forms.EmailInput(attrs={**BOX, "autocomplete": "off"}),
        error_messages={
            "required": "Écrivez son adresse de courriel.",
            "invalid": "Écrivez une adresse complète, comme prenom.nom@exemple.ca.",
        },
    )
    field_order = ["key", "funder", "name", "function", "email", "days"]

    def __init__(self, *args, report: Report, **kwargs):
        super().__init__(*args, **kwargs)
        self.report = report

    def clean_email(self):
        if refusal := refusal_of(self.report, self.cleaned_data["email"]):
            raise forms.ValidationError(refusal)
        return self.cleaned_data["email"]

    @property
    def recipient(self) -> Recipient:
        return Recipient(*(self.cleaned_data[name] for name in ("name", "function", "email")))


class LinkAnswerForm(ReceiptForm):
    name = _name(
        _("Votre prénom et votre nom"), _("Écrivez votre nom\u00a0: il signe la réponse."), autocomplete="name"
    )
    function = _function(
        _("Votre fonction"),
        _("Écrivez votre fonction\u00a0: elle signe la réponse."),
        autocomplete="organization-title",
    )

    @property
    def answer(self) -> LinkAnswer:
        names = ("state", "name", "function", "text", "line_key", "answer_by")
        return LinkAnswer(**{name: self.cleaned_data[name] for name in names})
