"""What is asked of a concertation body."""

from collections.abc import Mapping
from typing import Any

from django import forms

from organisms.models import Mrc, Organism, Region
from organisms.names import sort_name_of
from roriq_portal.rendering import PlainSelect
from services.forms.fields import readable
from services.forms.revisions import SeenForm
from services.models import ConcertationBody
from services.partners.names import unmerged_partners
from services.text.partner_names import TOO_LONG_PARTNER, has_too_long, partner_names

CHOICE: dict[str, Any] = {"required": False, "widget": PlainSelect()}


class BodyForm(SeenForm):
    name = forms.CharField(
        label="Nom de l’instance",
        max_length=160,
        validators=[readable],
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": "Donnez le nom de l’instance.", "max_length": TOO_LONG_PARTNER},
    )
    region = forms.ModelChoiceField(
        Region.objects.order_by("sort_name"),
        label="Région",
        empty_label="Aucune",
        error_messages={"invalid_choice": "Choisissez une région de la liste."},
        **CHOICE,
    )
    mrc = forms.ModelChoiceField(
        Mrc.objects.order_by("sort_name"),
        label="MRC",
        empty_label="Aucune",
        error_messages={"invalid_choice": "Choisissez une MRC de la liste."},
        **CHOICE,
    )
    members = forms.CharField(
        label="Qui y siège",
        required=False,
        max_length=4000,
        validators=[readable],
        help_text="Un partenaire par ligne.",
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 6}),
    )
    archived = forms.BooleanField(label="Cette instance ne se réunit plus", required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        organism: Organism,
        body: ConcertationBody | None = None,
        **kwargs,
    ):
        super().__init__(data, initial=_initial(body) if body else {"region": organism.region_id}, **kwargs)
        self.organism, self.body = organism, body
        if body is None:
            del self.fields["archived"]

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        others = ConcertationBody.objects.filter(organism=self.organism, name__identity=name)
        if (others.exclude(pk=self.body.pk) if self.body else others).exists():
            raise forms.ValidationError("Une instance porte déjà ce nom.")
        return name

    def clean_members(self):
        names = partner_names(self.cleaned_data["members"])
        if has_too_long(names):
            raise forms.ValidationError(f"{TOO_LONG_PARTNER} Écrivez un partenaire par ligne.")
        return names

    def values(self) -> dict:
        data = self.cleaned_data
        values = {name: data[name] for name in ("name", "region", "mrc")}
        return {
            **values,
            "sort_name": sort_name_of(ConcertationBody, data["name"]),
            "archived": data.get("archived", False),
        }


def _initial(body: ConcertationBody) -> dict:
    return {
        "name": body.name,
        "region": body.region_id,
        "mrc": body.mrc_id,
        "members": "\n".join(partner.name for partner in unmerged_partners(body.members)),
        "archived": body.archived,
        "revision": body.revision,
    }
