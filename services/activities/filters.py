"""What the list of activities can be narrowed by."""

import django_filters as filters
from django import forms
from django.db.models import Q

from organisms.models import Component, Indicator, Organism, User
from organisms.names import sort_name
from roriq_portal.rendering import PlainSelect
from services.activities.double_claims import forbidden, several
from services.counting.activity_totals import counting_any
from services.counting.indicator_labels import words_of
from services.forms.agreement_fields import agreement_choices
from services.forms.fields import DayField, readable
from services.models import Activity, ActivityTemplate, ActivityType, Charge, ImportBatch

Choices = list[tuple[str, str]]


def _select(label: str) -> dict:
    return {"label": label, "widget": PlainSelect()}


def _offered(organism: Organism) -> dict[str, Choices]:
    """What each list of choices offers this organism, by the filter's name. One query each."""
    named = {
        "type": ActivityType.objects.offered_to(organism),
        "par": User.objects.filter(memberships__organism=organism).distinct(),
        "lot": ImportBatch.objects.filter(organism=organism),
        "modele": ActivityTemplate.objects.filter(organism=organism, archived=False),
    }
    offers = {name: [(str(pk), words) for pk, words in rows.values_list("pk", "name")] for name, rows in named.items()}
    return offers | {"entente": agreement_choices(organism), "indicateur": _counted()}


def _counted() -> Choices:
    """Return the indicators that records or the partners they name make, known by their code in an address too."""
    sources = (Indicator.Source.RECORDS, Indicator.Source.PARTNERS)
    rows = Indicator.objects.filter(source__in=sources).annotate(words=words_of("pk")).values_list("code", "words")
    return [(code, f"{code} – {words}") for code, words in rows]


class PeriodForm(forms.Form):
    def clean(self):
        data = super().clean() or self.cleaned_data
        if data.get("du") and data.get("au") and data["du"] > data["au"]:
            self.add_error("au", "Ce jour est avant «\xa0Du\xa0»\xa0: aucune fiche ne peut y être.")
        return data


class ActivityFilter(filters.FilterSet):
    q = filters.CharFilter(
        label="Chercher",
        help_text="Type, municipalité, entente, partenaire ou mots de la note.",
        method="search",
        max_length=100,
        validators=[readable],
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search", "data-shortcut": "/"}),
    )
    volet = filters.ChoiceFilter(
        field_name="component",
        choices=[(c.value, f"Volet {c.value}") for c in Component],
        empty_label="Tous",
        **_select("Volet"),
    )
    type = filters.ChoiceFilter(field_name="activity_type", choices=(), empty_label="Tous", **_select("Type"))
    du = filters.Filter(field_name="day", lookup_expr="gte", label="Du")
    au = filters.Filter(field_name="day", lookup_expr="lte", label="Au")
    entente = filters.ChoiceFilter(method="charged", choices=(), empty_label="Toutes", **_select("Entente"))
    imputation = filters.ChoiceFilter(
        method="claimed",
        choices=[("plusieurs", "À plusieurs ententes"), ("interdite", "À plusieurs, dont une l’interdit")],
        empty_label="Toutes",
        **_select("Imputation"),
    )
    indicateur = filters.ChoiceFilter(method="counting", choices=(), empty_label="Tous", **_select("Indicateur"))
    lieu = filters.CharFilter(
        label="Municipalité",
        method="place",
        max_length=80,
        validators=[readable],
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    par = filters.ChoiceFilter(
        field_name="created_by", choices=(), empty_label="Toute l’équipe", **_select("Inscrite par")
    )
    lot = filters.ChoiceFilter(field_name="batch", choices=(), empty_label="Toutes", **_select("Importation"))
    etat = filters.ChoiceFilter(
        method="by_state",
        choices=[("retirees", "Retirées"), ("toutes", "Toutes")],
        empty_label="En vigueur",
        **_select("Fiches"),
    )

    class Meta:
        model = Activity
        fields: list[str] = []
        form = PeriodForm

    def __init__(self, data=None, *, organism: Organism):
        super().__init__(data, queryset=Activity.objects.filter(organism=organism))
        self.offered = _offered(organism)
        self.templates = self.offered.pop("modele")
        for name, choices in self.offered.items():
            self.filters[name].extra["choices"] = choices
        self.filters["entente"].extra["choices"] = [("aucune", "Aucune"), *self.offered["entente"]]
        for name in ("du", "au"):
            self.filters[name].field_class = DayField

    def search(self, rows, name, words):
        key = sort_name(words)
        charged = Charge.objects.filter(agreement__reference__icontains=words.strip()).values("activity")
        matches = Q(note__icontains=words) | Q(pk__in=charged)
        if key:
            named = Activity.partners.through.objects.filter(partner__sort_name__contains=key).values("activity")
            matches |= Q(activity_type__sort_name__contains=key) | Q(municipality__sort_name__contains=key)
            matches |= Q(pk__in=named)
        return rows.filter(matches)

    def charged(self, rows, name, value):
        return rows.filter(charges__isnull=True) if value == "aucune" else rows.filter(charges__agreement=value)

    def claimed(self, rows, name, value):
        return several(rows) if value == "plusieurs" else forbidden(rows)

    def counting(self, rows, name, value):
        return rows.filter(counting_any([value]))

    def place(self, rows, name, words):
        return rows.filter(municipality__sort_name__contains=sort_name(words))

    def by_state(self, rows, name, value):
        return rows.filter(withdrawn_at__isnull=False) if value == "retirees" else rows

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields that always stand open."""
        return [self.form["q"], self.form["du"], self.form["au"]]

    @property
    def more(self) -> list[forms.BoundField]:
        """The folded fields."""
        return [field for field in self.form if field.name not in ("q", "du", "au")]

    @property
    def qs(self):
        rows = super().qs
        return rows if self.form["etat"].value() in ("retirees", "toutes") else rows.live()
