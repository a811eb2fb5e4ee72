"""What a template of entry holds."""

from django import forms

from organisms.names import sort_name_of
from services.activities.entry.base_form import NUMBERS, KindsForm, number_faults, whole
from services.forms.fields import NumberField, readable
from services.forms.revisions import SeenForm
from services.forms.towns import town_words
from services.models import ActivityTemplate
from services.partners.names import unmerged_partners


class TemplateForm(SeenForm, KindsForm):
    name = forms.CharField(
        label="Nom du modèle",
        max_length=80,
        validators=[readable],
        help_text="Comme votre équipe le dit, par exemple «\xa0Atelier du mardi\xa0».",
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": "Donnez un nom au modèle.", "max_length": "Un nom a 80 caractères au plus."},
    )
    immigrants = NumberField(label="Personnes immigrantes, d’habitude", required=False)
    host = NumberField(label="Société d’accueil, d’habitude", required=False)
    quantity = NumberField(label="Quantité, d’habitude", required=False)
    field_order = ["name", "activity_type", "town", "partners", *NUMBERS, "agreements"]

    def __init__(self, *args, template: ActivityTemplate | None = None, **kwargs):
        super().__init__(*args, initial=_initial(template) if template else None, **kwargs)
        self.template = template

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        others = ActivityTemplate.objects.filter(organism=self.organism, name__identity=name)
        if (others.exclude(pk=self.template.pk) if self.template else others).exists():
            raise forms.ValidationError("Un modèle porte déjà ce nom, peut-être parmi ceux qui sont archivés.")
        return name

    def clean(self):
        data = super().clean() or self.cleaned_data
        kind = data.get("activity_type")
        for name, message in number_faults(data, kind is not None and kind.pk in self.in_hours):
            self.add_error(name, message)
        return data

    def fact(self) -> dict:
        """Return the columns of the template; partners go beside, by name, and agreements by id."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "sort_name": sort_name_of(ActivityTemplate, data["name"]),
            "activity_type": data["activity_type"],
            "municipality": self.municipality,
            "immigrants": whole(data["immigrants"]),
            "host": whole(data["host"]),
            "quantity": data["quantity"],
        }


def _initial(template: ActivityTemplate) -> dict:
    quantity = template.quantity
    return {
        "name": template.name,
        "activity_type": template.activity_type_id,
        "town": town_words(template.municipality),
        "partners": " ; ".join(partner.name for partner in unmerged_partners(template.partners)),
        "immigrants": template.immigrants,
        "host": template.host,
        "quantity": f"{quantity.normalize():f}" if quantity is not None else None,
        "agreements": list(template.agreements.values_list("pk", flat=True)),
        "revision": template.revision,
    }
