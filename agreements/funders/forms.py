"""Forms of funders, their offices, programmes and agents."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import MONTHS

from agreements.agreement.terms.schedule import usual_day
from agreements.deliverables.requirement_forms import RequirementDaysForm, kind_field
from agreements.form_fields import PICK, PlainForm, day_field, dress
from agreements.models import Funder, FunderOffice, Priority, Requirement, Stream
from organisms.form_controls import name_rows, row_field
from organisms.models import Component
from organisms.names import refuse_addresses
from roriq_portal.edits.marked_forms import MarkedForm

NAME = {"required": "Inscrivez le nom."}


def _unlike(name: str, besides: Funder | None) -> str:
    name = " ".join(name.split())
    others = Funder.objects.exclude(pk=besides.pk) if besides else Funder.objects.all()
    if namesake := others.filter(name__identity=name).first():
        raise ValidationError(f"Un bailleur porte déjà ce nom : {namesake}.")
    return name


class FunderForm(MarkedForm, PlainForm):
    """`funder`: the one that changes; its name changes apart, with a day."""

    name = forms.CharField(label="Nom", max_length=160, error_messages=NAME)
    from_day = day_field("Porte ce nom depuis")
    kind = forms.ChoiceField(label="Sorte", choices=Funder.Kind.choices, error_messages=PICK)
    year_starts = forms.TypedChoiceField(
        label="Son année commence en", choices=list(MONTHS.items()), coerce=int, initial=4, error_messages=PICK,
        help_text="Les ententes et les exigences qu’on inscrit partent de ce mois.",
    )  # fmt: skip
    email = forms.EmailField(
        label="Courriel", required=False, max_length=254,
        help_text="Où écrire à un bailleur qui n’a pas d’accès au portail.",
        error_messages={"invalid": "Écrivez un courriel complet, par exemple prenom.nom@exemple.ca."},
    )  # fmt: skip

    def __init__(self, *args, funder: Funder | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.funder = funder
        if funder:
            del self.fields["name"], self.fields["from_day"]

    def edited_row(self):
        return self.funder

    def clean_name(self):
        return _unlike(self.cleaned_data["name"], self.funder)


class RenameForm(PlainForm):
    name = forms.CharField(label="Nouveau nom", max_length=160, error_messages=NAME)
    from_day = day_field(
        "À partir du",
        help_text="Le nom qui courait ce jour-là s’arrête la veille. Un nom passé s’ajoute de la même façon.",
    )  # fmt: skip


class SuccessionForm(PlainForm):
    successor = forms.ModelChoiceField(
        Funder.objects.all(), label="Remplacé par", empty_label="Choisir", error_messages=PICK
    )
    on = day_field("À partir du")

    def __init__(self, *args, funder: Funder, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "successor").queryset = Funder.objects.exclude(pk=funder.pk)


class OfficeForm(MarkedForm, PlainForm):
    name = forms.CharField(label="Nom du bureau ou de la direction", max_length=160, error_messages=NAME)
    closed_on = day_field(
        "Fermé le", required=False,
        help_text="Un bureau fermé n’est plus offert. Les ententes qu’il a signées le gardent.",
    )  # fmt: skip

    def __init__(self, *args, office: FunderOffice | None = None, **kwargs):
        initial = {"name": office.name, "closed_on": office.closed_on} if office else {}
        super().__init__(*args, initial=initial, **kwargs)
        self.office = office
        if office is None:
            del self.fields["closed_on"]

    def edited_row(self):
        return self.office


class ProgrammeForm(PlainForm):
    name = forms.CharField(label="Nom du programme", max_length=160, error_messages=NAME)
    from_day = day_field("Porte ce nom depuis")


class StreamForm(MarkedForm, forms.ModelForm):
    class Meta:
        model = Stream
        fields = ["name"]
        labels = {"name": "Nom du volet"}
        error_messages = {"name": NAME}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        others = self.instance.programme.streams.exclude(pk=self.instance.pk)
        if others.filter(name__identity=name).exists():
            raise ValidationError("Un volet du programme porte déjà ce nom.")
        return name


class PriorityForm(MarkedForm, forms.ModelForm):
    class Meta:
        model = Priority
        fields = ["code", "words", "component"]
        labels = {"code": "Code", "words": "Priorité", "component": "Volet du continuum"}
        error_messages = {
            "code": {"required": "Inscrivez le code, par exemple P1."},
            "words": {"required": "Dites la priorité en quelques mots."},
        }

    component = forms.TypedChoiceField(
        label="Volet du continuum", required=False, coerce=int, empty_value=None, error_messages=PICK,
        choices=[("", "Aucun en particulier"), *((c.value, f"{c.value} – {c.label}") for c in Component)],
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)

    def clean_code(self):
        code = self.cleaned_data["code"].strip()
        others = self.instance.programme.priorities.exclude(pk=self.instance.pk)
        if others.filter(code__identity=code).exists():
            raise ValidationError("Une priorité du programme porte déjà ce code.")
        return code


class DefaultRequirementForm(RequirementDaysForm):
    """What the programme usually asks; it starts from the month of its funder's year."""

    class Meta(RequirementDaysForm.Meta):
        fields = ["kind", *RequirementDaysForm.Meta.fields]

    kind = kind_field()

    def __init__(self, *args, default, **kwargs):
        self.default = default
        standing = {} if default.pk is None else {name: getattr(default, name) for name in self.Meta.fields}
        month = default.programme.funder.year_starts
        initial = standing or {"period_from_month": month, **usual_day(month)}
        super().__init__(*args, initial=initial, **kwargs)

    def edited_row(self):
        return self.default

    def clean_kind(self):
        kind = self.cleaned_data["kind"]
        others = self.default.programme.default_requirements.exclude(pk=self.default.pk)
        if others.filter(kind=kind).exists():
            raise ValidationError(f"Le programme demande déjà ceci : {Requirement.Kind(kind).label}. Modifiez-le.")
        return kind

    def save(self, commit=True):
        for name in self.Meta.fields:
            setattr(self.default, name, self.cleaned_data[name])
        self.default.save()
        return self.default


class FunderFilterForm(PlainForm):
    q = forms.CharField(label="Chercher", max_length=100, required=False)
    kind = forms.ChoiceField(label="Sorte", choices=[("", "Toutes"), *Funder.Kind.choices], required=False)


class AgentInviteForm(forms.Form):
    name = forms.CharField(label="Nom de la personne", max_length=120, validators=[refuse_addresses])
    email = forms.EmailField(
        label="Courriel", max_length=254,
        error_messages={"invalid": "Écrivez un courriel complet, par exemple prenom.nom@exemple.ca."},
    )  # fmt: skip
    funder = forms.ModelChoiceField(Funder.objects.all(), label="Bailleur", empty_label="Choisir", error_messages=PICK)
    office = forms.ModelChoiceField(
        FunderOffice.objects.select_related("funder"), label="Bureau", required=False, empty_label="Tous les bureaux",
        help_text="Sans bureau, la personne voit toutes les ententes de ce bailleur.", error_messages=PICK,
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "office").queryset = FunderOffice.objects.select_related("funder").open_on(timezone.localdate())
        name_rows(self, "office", lambda office: f"{office.funder} – {office.name}")
        dress(self)

    def clean(self):
        data = super().clean() or self.cleaned_data
        office, funder = data.get("office"), data.get("funder")
        if office and funder and office.funder_id != funder.pk:
            self.add_error("office", "Ce bureau n’est pas de ce bailleur.")
        return data
