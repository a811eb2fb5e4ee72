"""What the list of activities can be narrowed by, in which order, and one page of it by key."""

from dataclasses import dataclass
from datetime import date

import django_filters as filters
from django import forms
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet
from django.http import QueryDict

from organisms.models import Component, Organism, User
from organisms.names import sort_name
from services.agreement_fields import agreement_words, agreements_of
from services.fields import DayField, readable
from services.models import Activity, ActivityType, Charge, ImportBatch
from services.sentences import capital, records, spaced

PAGE = 25
MOST_COUNTED = 10_000
ORDERS = {
    "-jour": ("-day", "-pk"),
    "jour": ("day", "pk"),
    "-saisie": ("-pk",),
}


def _select(label: str) -> dict:
    return {"label": label, "widget": forms.Select(attrs={"class": "form-select"})}


class PeriodForm(forms.Form):
    def clean(self):
        data = super().clean()
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
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    volet = filters.ChoiceFilter(
        field_name="component",
        choices=[(c.value, f"Volet {c.value}") for c in Component],
        empty_label="Tous",
        **_select("Volet"),
    )
    type = filters.ModelChoiceFilter(
        field_name="activity_type", queryset=ActivityType.objects.none(), empty_label="Tous", **_select("Type")
    )
    du = filters.Filter(field_name="day", lookup_expr="gte", label="Du")
    au = filters.Filter(field_name="day", lookup_expr="lte", label="Au")
    entente = filters.ChoiceFilter(method="charged", choices=(), empty_label="Toutes", **_select("Entente"))
    lieu = filters.CharFilter(
        label="Municipalité",
        method="place",
        max_length=80,
        validators=[readable],
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    par = filters.ModelChoiceFilter(
        field_name="created_by", queryset=User.objects.none(), empty_label="Toute l’équipe", **_select("Inscrite par")
    )
    lot = filters.ModelChoiceFilter(
        field_name="batch", queryset=ImportBatch.objects.none(), empty_label="Toutes", **_select("Importation")
    )
    etat = filters.ChoiceFilter(
        method="standing",
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
        self.organism = organism
        self.filters["type"].queryset = ActivityType.objects.offered_to(organism)
        self.filters["par"].queryset = User.objects.filter(memberships__organism=organism).distinct()
        self.filters["lot"].queryset = ImportBatch.objects.filter(organism=organism)
        self.filters["entente"].extra["choices"] = [
            ("aucune", "Aucune"),
            *((str(agreement.pk), agreement_words(agreement)) for agreement in agreements_of(organism)),
        ]
        for name in ("du", "au"):
            self.filters[name].field_class = DayField

    def search(self, rows, name, words):
        key = sort_name(words)
        charged = Charge.objects.filter(agreement__reference__icontains=words.strip()).values("activity")
        found = Q(note__icontains=words) | Q(pk__in=charged)
        if key:
            named = Activity.partners.through.objects.filter(partner__sort_name__contains=key).values("activity")
            found |= Q(activity_type__sort_name__contains=key) | Q(municipality__sort_name__contains=key)
            found |= Q(pk__in=named)
        return rows.filter(found)

    def charged(self, rows, name, value):
        return rows.filter(charges__isnull=True) if value == "aucune" else rows.filter(charges__agreement=value)

    def place(self, rows, name, words):
        return rows.filter(municipality__sort_name__contains=sort_name(words))

    def standing(self, rows, name, value):
        return rows.filter(withdrawn_at__isnull=False) if value == "retirees" else rows

    @property
    def period(self) -> list[forms.BoundField]:
        return [self.form["du"], self.form["au"]]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that stand folded."""
        return [field for field in self.form if field.name not in ("q", "du", "au")]

    @property
    def qs(self):
        rows = super().qs
        return rows if self.form["etat"].value() in ("retirees", "toutes") else rows.live()


@dataclass(frozen=True)
class Page:
    rows: list
    total: int
    next_key: str
    has_before: bool

    @property
    def number_words(self) -> str:
        """The number of rows in words; past ten thousand nobody needs it exactly, and counting would be the cost."""
        if self.total > MOST_COUNTED:
            return f"plus de {spaced(MOST_COUNTED)}\xa0fiches"
        return records(self.total)

    @property
    def total_words(self) -> str:
        return f"{capital(self.number_words)}."


def ordered(rows: QuerySet, params: QueryDict) -> QuerySet:
    return rows.order_by(*ORDERS.get(params.get("tri", ""), ORDERS["-jour"]))


def shown(rows: QuerySet) -> QuerySet:
    """Return rows as the list, the CSV and the XLSX print them, one query for all columns."""
    return rows.annotate(
        charged=ArrayAgg("agreements__reference", distinct=True, filter=Q(agreements__isnull=False), default=[]),
        partner_names=ArrayAgg("partners__name", distinct=True, filter=Q(partners__isnull=False), default=[]),
    ).values_list(
        "pk",
        "day",
        "activity_type__name",
        "component",
        "municipality__name",
        "municipality__mrc__name",
        "immigrants",
        "host",
        "quantity",
        "charged",
        "partner_names",
        "note",
        "withdrawn_reason",
        "created_by__name",
        named=True,
    )


def page_of(rows: QuerySet, params: QueryDict) -> Page:
    """Return 25 rows after the key in `apres`: the cost does not grow with how far one has read."""
    total = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
    after = _after(params)
    page = list(shown(ordered(after(rows), params))[: PAGE + 1])
    more = page[PAGE - 1] if len(page) > PAGE else None
    return Page(page[:PAGE], total, f"{more.day}.{more.pk}" if more else "", bool(params.get("apres")))


def _after(params: QueryDict):
    """Return the function that keeps rows past the key; an unreadable key starts over."""
    try:
        day_words, pk_words = params.get("apres", "").split(".")
        day, pk = date.fromisoformat(day_words), int(pk_words)
    except ValueError:
        return lambda rows: rows
    if not 0 < pk < 2**63:
        return lambda rows: rows
    order = params.get("tri", "")
    if order == "jour":
        return lambda rows: rows.filter(Q(day__gt=day) | Q(day=day, pk__gt=pk))
    if order == "-saisie":
        return lambda rows: rows.filter(pk__lt=pk)
    return lambda rows: rows.filter(Q(day__lt=day) | Q(day=day, pk__lt=pk))
