"""What is asked of a concertation body."""

from collections.abc import Mapping
from typing import Any

from django import forms

from organisms.models import Mrc, Organism, Region
from organisms.names import sort_name
from roriq_portal.rendering import PlainSelect
from services.forms.fields import readable
from services.forms.revisions import SeenForm
from services.models import ConcertationBody
from services.partners.names import unmerged_partners

CHOICE: dict[str, Any] = {"required": False, "widget": PlainSelect()}


class BodyForm(SeenForm):
    name = forms.CharField(
        label="Nom de l’instance",
        max_length=160,
        validators=[readable],
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": "Donnez le nom de l’instance.", "max_length": "Un nom a 160 caractères au plus."},
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
        names = [" ".join(line.split()) for line in self.cleaned_data["members"].splitlines()]
        if any(";" in name for name in names):
            raise forms.ValidationError("Un nom ne contient pas de point-virgule\xa0: écrivez un partenaire par ligne.")
        if any(len(name) > 160 for name in names):
            raise forms.ValidationError("Un nom a 160 caractères au plus. Écrivez un partenaire par ligne.")
        return list(dict.fromkeys(name for name in names if name))

    def values(self) -> dict:
        data = self.cleaned_data
        values = {name: data[name] for name in ("name", "region", "mrc")}
        return {**values, "sort_name": sort_name(data["name"])[:160], "archived": data.get("archived", False)}


def _initial(body: ConcertationBody) -> dict:
    return {
        "name": body.name,
        "region": body.region_id,
        "mrc": body.mrc_id,
        "members": "\n".join(partner.name for partner in unmerged_partners(body.members)),
        "archived": body.archived,
        "revision": body.revision,
    }
