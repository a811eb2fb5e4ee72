"""Forms of agreements: what an agreement says, its targets, its funders' agents."""

from datetime import date, timedelta
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from organisms.models import Component, Indicator, Mrc, Region

from .facts import YEAR_STARTS, AgreementFacts
from .models import AgreementYear, Funder, FunderOffice, Programme, Stream

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
AMOUNT_BOXES = 6
PICK = {"required": "Faites un choix dans la liste.", "invalid_choice": "Faites un choix dans la liste."}


def dress(form: forms.Form) -> None:
    """Give each control the class of its kind; lists of ticks and radios have their own look."""
    for field in form.fields.values():
        widget = field.widget
        if isinstance(widget, forms.Select) and not isinstance(widget, forms.RadioSelect):
            widget.attrs.setdefault("class", "form-select")
        elif not isinstance(
            widget, (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect, forms.HiddenInput)
        ):
            widget.attrs.setdefault("class", "form-control")


def day_field(label: str, **more) -> forms.DateField:
    messages = {"required": "Écrivez la date ainsi : 2026-05-19.", "invalid": "Écrivez la date ainsi : 2026-05-19."}
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"inputmode": "numeric", "placeholder": "aaaa-mm-jj"})
    return forms.DateField(label=label, error_messages=messages, widget=widget, **more)


def number_field(label: str, *, digits: int, required: bool = True, **more) -> forms.DecimalField:
    messages = {
        "required": "Inscrivez un nombre, par exemple 45.",
        "invalid": "Inscrivez un nombre, par exemple 45.",
        "min_value": "Inscrivez 0 ou plus.",
        "max_digits": "Ce nombre est trop grand.",
        "max_decimal_places": "Inscrivez deux décimales au plus.",
        "max_whole_digits": "Ce nombre est trop grand.",
    }
    return forms.DecimalField(
        label=label, required=required, min_value=0, max_digits=digits, decimal_places=2, localize=True,
        error_messages=messages, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more,
    )  # fmt: skip


def within_reach(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise ValidationError("Inscrivez une date de 1990 à 2100.")
    return day


class ContractForm(forms.Form):
    """What an agreement and its amendments both say: the parties, the term and the amounts."""

    lead = forms.ModelChoiceField(Funder.objects.all(), label="Bailleur principal", error_messages=PICK)
    office = forms.ModelChoiceField(
        FunderOffice.objects.select_related("funder"), label="Bureau ou direction", required=False, error_messages=PICK
    )
    cosigners = forms.ModelMultipleChoiceField(
        Funder.objects.all(), label="Autres signataires", required=False, widget=forms.CheckboxSelectMultiple
    )
    starts_on = day_field("Début", validators=[within_reach])
    last_day = day_field("Fin", help_text="Dernier jour compris.", validators=[within_reach])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, AMOUNT_BOXES + 1):
            self.fields[f"amount_{number}"] = number_field(f"An {number}, en dollars", digits=14, required=False)
        for name in ("lead", "office"):
            self.fields[name].empty_label = "Choisir"
        self.fields["office"].label_from_instance = lambda office: f"{office.funder} – {office.name}"

    @staticmethod
    def initial_of(facts: AgreementFacts) -> dict:
        initial = {f"amount_{n}": amount for n, amount in enumerate(facts.amounts, start=1)}
        initial |= {"lead": facts.lead, "office": facts.office, "cosigners": facts.cosigners}
        return initial | {"starts_on": facts.term.lower, "last_day": facts.term.upper - timedelta(days=1)}

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "La fin vient avant le début : 2027-03-31, par exemple.")
        amounts = [data.get(f"amount_{n}") for n in range(1, AMOUNT_BOXES + 1)]
        typed = [a is not None for a in amounts]
        if True in typed and False in typed[: len(typed) - typed[::-1].index(True)]:
            self.add_error(f"amount_{typed.index(False) + 1}", "Inscrivez un montant pour cette année, 0 s’il le faut.")
        return data

    def contract(self) -> dict:
        """The typed parties, term and amounts, by the names that AgreementFacts gives them."""
        data = self.cleaned_data
        amounts = [data[f"amount_{n}"] for n in range(1, AMOUNT_BOXES + 1)]
        return {
            "lead": data["lead"],
            "office": data["office"],
            "cosigners": tuple(data["cosigners"]),
            "term": DateRange(data["starts_on"], data["last_day"] + timedelta(days=1)),
            "amounts": tuple(amount for amount in amounts if amount is not None),
        }

    def amount_boxes(self) -> list:
        return [self[f"amount_{n}"] for n in range(1, AMOUNT_BOXES + 1)]


class AgreementForm(ContractForm):
    reference = forms.CharField(
        label="Référence",
        max_length=40,
        help_text="Celle que votre organisme emploie.",
        error_messages={"required": "Inscrivez la référence."},
    )
    funder_reference = forms.CharField(label="Numéro de dossier du bailleur", max_length=60, required=False)
    title = forms.CharField(label="Titre", max_length=160, error_messages={"required": "Inscrivez le titre."})
    programme = forms.ModelChoiceField(
        Programme.objects.select_related("funder"), label="Programme", error_messages=PICK
    )
    stream = forms.ModelChoiceField(
        Stream.objects.select_related("programme"), label="Volet du programme", required=False, error_messages=PICK
    )
    first_month = forms.TypedChoiceField(
        label="Début de chaque année", choices=list(YEAR_STARTS.items()), coerce=int, initial=4, error_messages=PICK
    )
    components = forms.TypedMultipleChoiceField(
        label="Volets du continuum", coerce=int, widget=forms.CheckboxSelectMultiple, error_messages=PICK,
        choices=[(c.value, f"{c.value} – {c.label}") for c in Component],
    )  # fmt: skip
    regions = forms.ModelMultipleChoiceField(
        Region.objects.all(), label="Régions", required=False, widget=forms.CheckboxSelectMultiple
    )
    mrcs = forms.ModelMultipleChoiceField(
        Mrc.objects.all(), label="MRC", required=False, widget=forms.CheckboxSelectMultiple
    )
    issued_by_network = forms.BooleanField(label="Le réseau transmet les rapports", required=False)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    # The order in which the page asks, so that the summary of what is missing lists it so
    field_order = ("organism", "title", "reference", "funder_reference", "programme", "stream", "lead", "office")

    def __init__(self, *args, organisms=None, **kwargs):
        super().__init__(*args, **kwargs)
        if organisms is not None:
            self.fields["organism"] = forms.ModelChoiceField(
                organisms, label="Organisme", empty_label="Choisir", error_messages=PICK
            )
        for name in ("programme", "stream"):
            self.fields[name].empty_label = "Choisir"
        self.fields["stream"].label_from_instance = lambda stream: f"{stream.programme} – {stream.name}"
        self.order_fields(self.field_order)
        dress(self)

    @classmethod
    def initial_from(cls, facts: AgreementFacts) -> dict:
        same = ("reference", "funder_reference", "title", "programme", "stream", "first_month", "components")
        more = ("regions", "mrcs", "issued_by_network")
        return {name: getattr(facts, name) for name in (*same, *more)} | cls.initial_of(facts)

    def facts(self) -> AgreementFacts:
        data = self.cleaned_data
        same = ("reference", "funder_reference", "title", "programme", "stream", "first_month")
        return AgreementFacts(
            **{name: data[name] for name in same},
            **self.contract(),
            components=tuple(data["components"]),
            regions=tuple(data["regions"]),
            mrcs=tuple(data["mrcs"]),
            issued_by_network=data["issued_by_network"],
        )


class TargetsForm(forms.Form):
    """One box for each indicator and year that has no target yet; blank means none."""

    def __init__(
        self, *args, years: list[AgreementYear], indicators: list[Indicator], taken: set[tuple[int, int]], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.years, self.indicators = years, indicators
        for indicator in indicators:
            for year in years:
                if (year.pk, indicator.pk) not in taken:
                    label = f"{indicator.code}, an {year.number}"
                    self.fields[f"t{year.pk}-{indicator.pk}"] = number_field(label, digits=12, required=False)
        dress(self)

    def cell(self, year: AgreementYear, indicator: Indicator):
        name = f"t{year.pk}-{indicator.pk}"
        return self[name] if name in self.fields else None

    def values(self) -> dict[tuple[int, int], Decimal]:
        keys = {name: tuple(map(int, name[1:].split("-"))) for name in self.fields}
        return {key: self.cleaned_data[name] for name, key in keys.items() if self.cleaned_data[name] is not None}


class TargetReviseForm(forms.Form):
    value = number_field("Nouvelle cible", digits=12)
    decided_on = day_field("Décidée le", help_text="La date de l’avenant ou de la lettre.", validators=[within_reach])
    reason = forms.CharField(label="Pourquoi", max_length=300, help_text="Par exemple : avenant du 3 octobre.")
    seen = forms.DecimalField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self)


class AgentInviteForm(forms.Form):
    name = forms.CharField(label="Nom de la personne", max_length=120)
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
        self.fields["office"].label_from_instance = lambda office: f"{office.funder} – {office.name}"
        dress(self)

    def clean(self):
        data = super().clean()
        office, funder = data.get("office"), data.get("funder")
        if office and funder and office.funder_id != funder.pk:
            self.add_error("office", "Ce bureau n’est pas de ce bailleur.")
        return data


class AgreementFilterForm(forms.Form):
    STATES = [
        ("", "Toutes"),
        ("running", "En cours"),
        ("ended", "Terminées"),
        ("coming", "À venir"),
        ("late", "Avec un rapport en retard"),
    ]

    q = forms.CharField(label="Rechercher", max_length=100, required=False)
    funder = forms.TypedChoiceField(label="Bailleur", required=False, coerce=int, empty_value=None)
    year = forms.TypedChoiceField(label="Année de l’État", required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label="État", choices=STATES, required=False)

    def __init__(self, *args, years: list[int], funders: list[Funder], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["funder"].choices = [("", "Tous"), *[(str(funder.pk), funder.name) for funder in funders]]
        self.fields["year"].choices = [("", "Toutes"), *[(y, f"{y}-{y + 1}") for y in years]]
        self.fields["funder"].error_messages = PICK
        dress(self)
