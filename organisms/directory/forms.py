"""Forms of invitations, of the organism's card, of names and mandates."""

from datetime import date

from django import forms
from django.contrib.auth.password_validation import validate_password

from organisms.directory.editing import CARD, CardDifference, card_print, differences
from organisms.directory.governance import LEAVES
from organisms.directory.profile import MONTH_NAMES
from organisms.form_controls import choice_field, dress, row_field
from organisms.models import Component, Mrc, NetworkMembership, Organism, Region, User
from organisms.names import refuse_addresses
from roriq_portal.edits.marked_forms import set_typed
from roriq_portal.formats.fields import DayInput, TypedDayField

State = NetworkMembership.State
MONTHS = list(enumerate(MONTH_NAMES, start=1))


class DayField(TypedDayField):
    """A day between 1990 and 2099: one date out of range makes a table unreadable."""

    widget = DayInput(attrs={"autocomplete": "off"}, last=date(2099, 12, 31))
    default_error_messages = {"required": "Inscrivez un jour.", "too_far": "Inscrivez un jour entre 1990 et 2099."}

    def validate(self, value):
        super().validate(value)
        if value and value.year > 2099:
            raise forms.ValidationError(self.error_messages["too_far"])


def _invited_email(required: str) -> forms.EmailField:
    return forms.EmailField(
        label="Courriel",
        help_text="L’invitation vaut pour ce courriel seulement.",
        error_messages={"required": required},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


def _invited_name() -> forms.CharField:
    return forms.CharField(
        label="Nom",
        max_length=120,
        required=False,
        validators=[refuse_addresses],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class InvitationForm(forms.Form):
    email = _invited_email("Inscrivez le courriel de la personne invitée.")
    name = _invited_name()
    role = forms.ChoiceField(label="Siège", error_messages={"required": "Choisissez un siège."})

    def __init__(self, *args, roles: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "role").choices = roles
        if len(roles) == 1:
            self.fields["role"].initial = roles[0][0]
        dress(self)


class AccountForm(forms.Form):
    """The two things we ask of someone who has no account yet; their e-mail is the invitation's."""

    name = forms.CharField(
        label="Prénom et nom",
        max_length=120,
        validators=[refuse_addresses],
        error_messages={"required": "Inscrivez votre nom : il signe ce que vous inscrivez."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Mot de passe",
        max_length=200,
        strip=False,
        help_text="Au moins 12 signes. Une phrase que vous retenez vaut mieux qu’un mot compliqué.",
        error_messages={"required": "Choisissez un mot de passe."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email
        dress(self)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        if password:
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as refused:
                self.add_error("password", refused)
        return cleaned


class OrganismForm(forms.ModelForm):
    components = forms.TypedMultipleChoiceField(
        label="Volets offerts",
        choices=Component.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    website = forms.URLField(label="Site web", max_length=200, required=False, assume_scheme="https")
    neq = forms.CharField(label="NEQ", max_length=14, required=False)
    year_starts = forms.TypedChoiceField(label="Premier mois de l’exercice", choices=MONTHS, coerce=int)
    mrcs = forms.ModelMultipleChoiceField(
        label="MRC desservies", queryset=Mrc.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    class Meta:
        model = Organism
        fields = CARD
        labels = {
            "municipality": "Municipalité",
            "email": "Courriel",
            "phone": "Téléphone",
            "delegate": "Délégation au réseau",
            "privacy_officer": "Responsable des renseignements personnels",
            "privacy_email": "Courriel de cette personne",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        region = self.instance.region
        row_field(self, "municipality").queryset = region.municipalities.order_by("sort_name", "code")
        row_field(self, "municipality").empty_label = "Aucune"
        row_field(self, "mrcs").queryset = Mrc.objects.filter(regions__region=region).distinct().order_by("sort_name")
        dress(self)

    def clean_components(self):
        return sorted(self.cleaned_data["components"])

    def compare_with(self, theirs: dict[str, str]) -> list[CardDifference]:
        """Return the differences from the current card, from now on the seen one: saving again keeps what was typed."""
        set_typed(self, "seen", card_print(theirs))
        return differences(self.cleaned_data, theirs, {name: str(self.fields[name].label) for name in CARD})

    def clean_neq(self):
        neq = self.cleaned_data["neq"].replace(" ", "")
        if neq and not (neq.isascii() and neq.isdigit() and len(neq) == 10):
            raise forms.ValidationError("Le NEQ compte dix chiffres, par exemple 1145678901.")
        return neq


class AuditorForm(forms.Form):
    email = _invited_email("Inscrivez le courriel de la personne qui vérifie.")
    name = _invited_name()
    until = DayField(label="Jusqu’au", help_text="Dernier jour où elle peut lire, par exemple 2026-09-30.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class EntryForm(forms.Form):
    """An organism that enters the directory: who, where, and its standing at the network."""

    name = forms.CharField(label="Nom", max_length=160, error_messages={"required": "Inscrivez son nom."})
    region = forms.ModelChoiceField(
        label="Région",
        queryset=Region.objects.order_by("sort_name"),
        empty_label="Choisissez",
        error_messages={"required": "Choisissez sa région."},
    )
    components = forms.TypedMultipleChoiceField(
        label="Volets offerts",
        choices=Component.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    state = forms.ChoiceField(label="Au réseau", choices=State.choices)
    from_day = DayField(label="Depuis le", help_text="Jour de son entrée, par exemple 2026-04-01.")
    reason = forms.CharField(
        label="Décision", max_length=300, required=False, help_text="Par exemple la résolution du conseil du réseau."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class StandingForm(forms.Form):
    state = forms.ChoiceField(label="Nouvel état", choices=[*State.choices, (LEAVES, "A quitté le réseau")])
    from_day = DayField(label="À partir du", help_text="Par exemple 2026-04-01. L’état en cours se termine la veille.")
    reason = forms.CharField(
        label="Raison",
        max_length=300,
        help_text="Une phrase : elle reste dans la fiche, à côté de la date.",
        error_messages={"required": "Dites pourquoi en une phrase."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class NameForm(forms.Form):
    name = forms.CharField(label="Nouveau nom", max_length=160)
    from_day = DayField(
        label="En vigueur depuis",
        help_text="Par exemple 2026-04-01. Les rapports des périodes d’avant gardent l’ancien nom.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class MandateForm(forms.Form):
    organism = forms.ModelChoiceField(label="Organisme", queryset=Organism.objects.none(), empty_label=None)
    from_day = DayField(
        label="À partir du",
        help_text="Par exemple 2026-04-01. Le mandat en cours se termine la veille.",
    )

    def __init__(self, *args, region, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "organism").queryset = region.organisms.order_by("sort_name")
        dress(self)
