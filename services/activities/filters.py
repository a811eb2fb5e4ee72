"""What the list of activities can be narrowed by."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from organisms.form_controls import choice_field
from organisms.models import Component, Indicator, IndicatorDefinition, Mrc, Organism, User
from organisms.names import sort_name
from roriq_portal.lists.filters import DaysInOrderForm
from roriq_portal.rendering import PlainSelect
from services.activities.double_claims import forbidden, several
from services.counting.activity_totals import counting_any
from services.forms.agreement_fields import agreement_choices
from services.forms.fields import DayField, readable
from services.models import Activity, ActivityTemplate, ActivityType, Charge, ImportBatch

Choices = list[tuple[str, str]]

# Of the filter by MRC: a municipality that is in none, and no municipality at all
NO_MRC, NO_PLACE = "hors", "aucun"
EXACT = {
    "volet": "component",
    "type": "activity_type",
    "du": "day__gte",
    "au": "day__lte",
    "par": "created_by",
    "lot": "batch",
}


def _choice(label: str, blank: str, choices: Choices | None = None) -> forms.ChoiceField:
    """Return a list of choices whose first, `blank`, narrows nothing; without choices, the form gives them."""
    return forms.ChoiceField(label=label, choices=[("", blank), *(choices or [])], required=False, widget=PlainSelect())


def _offered(organism: Organism) -> dict[str, Choices]:
    """What each list of choices offers this organism, by the filter's name. One query each."""
    named = {
        "type": ActivityType.objects.offered_to(organism),
        "par": User.objects.filter(memberships__organism=organism).distinct(),
        "lot": ImportBatch.objects.filter(organism=organism),
        "modele": ActivityTemplate.objects.filter(organism=organism, archived=False),
    }
    offers = {name: [(str(pk), words) for pk, words in rows.values_list("pk", "name")] for name, rows in named.items()}
    mrcs = list(Mrc.objects.values_list("code", "name"))
    return offers | {"entente": agreement_choices(organism), "indicateur": _counted(), "mrc": mrcs}


def _counted() -> Choices:
    """Return the indicators that records or the partners they name make, known by their code in an address too."""
    sources = (Indicator.Source.RECORDS, Indicator.Source.PARTNERS)
    begun = IndicatorDefinition.objects.filter(indicator__source__in=sources, valid_from__lte=timezone.localdate())
    # The newest words come last, and stand
    words = dict(begun.order_by("indicator__order", "valid_from").values_list("indicator__code", "words"))
    return [(code, f"{code} – {words[code]}") for code in words]


class ActivityFilterForm(DaysInOrderForm):
    """What the address narrows the records of an organism by. A choice that does not read narrows nothing."""

    q = forms.CharField(
        label="Chercher",
        help_text="Type, municipalité, entente, partenaire ou mots de la note.",
        required=False,
        max_length=100,
        validators=[readable],
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search", "data-shortcut": "f"}),
    )
    volet = _choice("Volet", "Tous", [(str(c.value), f"Volet {c.value}") for c in Component])
    type = _choice("Type", "Tous")
    du = DayField(label="Du", required=False)
    au = DayField(label="Au", required=False)
    entente = _choice("Entente", "Toutes", [("aucune", "Aucune")])
    imputation = _choice(
        "Imputation",
        "Toutes",
        [("plusieurs", "À plusieurs ententes"), ("interdite", "À plusieurs, dont une l’interdit")],
    )
    indicateur = _choice("Indicateur", "Tous")
    lieu = forms.CharField(
        label="Municipalité",
        required=False,
        max_length=80,
        validators=[readable],
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    mrc = _choice("MRC du lieu", "Toutes", [(NO_MRC, "Municipalités sans MRC"), (NO_PLACE, "Sans lieu")])
    par = _choice("Inscrite par", "Toute l’équipe")
    lot = _choice("Importation", "Toutes")
    etat = _choice(
        "Fiches", "En vigueur", [("retirees", "Retirées"), ("a-completer", "À compléter"), ("toutes", "Toutes")]
    )

    def __init__(self, data, *, organism: Organism):
        super().__init__(data)
        self.organism = organism
        self.offered = _offered(organism)
        self.templates = self.offered.pop("modele")
        for name, choices in self.offered.items():
            field = choice_field(self, name)
            always: Any = field.choices
            field.choices = [*always, *choices]

    @property
    def more(self) -> list[forms.BoundField]:
        """The folded fields."""
        return [field for field in self if field.name not in ("q", "du", "au")]

    def _of_state(self, state: str) -> QuerySet[Activity]:
        """Without a choice, the records that count."""
        rows = Activity.objects.filter(organism=self.organism)
        if state == "toutes":
            return rows
        if state == "retirees":
            return rows.filter(withdrawn_at__isnull=False)
        return rows.live().filter(is_incomplete=True) if state == "a-completer" else rows.live()

    @cached_property
    def rows(self) -> QuerySet[Activity]:
        """The records that answer every choice that reads."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        exact = {EXACT[name]: value for name, value in chosen.items() if name in EXACT}
        rows: QuerySet[Activity] = self._of_state(chosen.get("etat", "")).filter(**exact)
        for name, narrow in NARROWINGS.items():
            if name in chosen:
                rows = narrow(rows, chosen[name])
        return rows


def _search(rows: QuerySet[Activity], words: str) -> QuerySet[Activity]:
    key = sort_name(words)
    charged = Charge.objects.filter(agreement__reference__icontains=words.strip()).values("activity")
    matches = Q(note__icontains=words) | Q(pk__in=charged)
    if key:
        named = Activity.partners.through.objects.filter(partner__sort_name__contains=key).values("activity")
        matches |= Q(activity_type__sort_name__contains=key) | Q(municipality__sort_name__contains=key)
        matches |= Q(pk__in=named)
    return rows.filter(matches)


def _charged(rows: QuerySet[Activity], key: str) -> QuerySet[Activity]:
    return rows.filter(charges__isnull=True) if key == "aucune" else rows.filter(charges__agreement=int(key))


def _claimed(rows: QuerySet[Activity], key: str) -> QuerySet[Activity]:
    return several(rows) if key == "plusieurs" else forbidden(rows)


def _counting(rows: QuerySet[Activity], code: str) -> QuerySet[Activity]:
    return rows.filter(counting_any([code]))


def _at_place(rows: QuerySet[Activity], words: str) -> QuerySet[Activity]:
    return rows.filter(municipality__sort_name__contains=sort_name(words))


def _in_mrc(rows: QuerySet[Activity], key: str) -> QuerySet[Activity]:
    if key == NO_PLACE:
        return rows.filter(municipality__isnull=True)
    if key == NO_MRC:
        return rows.filter(municipality__isnull=False, municipality__mrc__isnull=True)
    return rows.filter(municipality__mrc__code=key)


NARROWINGS: dict[str, Callable[[QuerySet[Activity], str], QuerySet[Activity]]] = {
    "q": _search,
    "entente": _charged,
    "imputation": _claimed,
    "indicateur": _counting,
    "lieu": _at_place,
    "mrc": _in_mrc,
}
