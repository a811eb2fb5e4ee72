"""Filters of the directory: what is typed in the address chooses rows."""

import django_filters
from django.utils import timezone

from organisms.form_controls import dress
from organisms.models import Component, NetworkMembership, Organism, PivotMandate, Region


class DirectoryFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom", method="by_name", max_length=160)
    region = django_filters.ModelChoiceFilter(
        label="Région",
        queryset=Region.objects.order_by("sort_name"),
        to_field_name="code",
        empty_label="Toutes",
    )
    volet = django_filters.ChoiceFilter(
        label="Volet",
        method="by_component",
        empty_label="Tous",
        choices=[(number, f"{number} – {words}") for number, words in Component.choices],
    )
    etat = django_filters.ChoiceFilter(
        label="Au réseau",
        method="by_state",
        empty_label="Tous",
        choices=[*NetworkMembership.State.choices, ("former", "Sans adhésion")],
    )
    pivot = django_filters.ChoiceFilter(
        label="Mandat", method="by_pivot", empty_label="Tous", choices=[("oui", "Pivots"), ("non", "Autres")]
    )

    class Meta:
        model = Organism
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        dress(self.form)

    def by_name(self, rows, name, value):
        return rows.named_like(value)

    def by_component(self, rows, name, value):
        return rows.filter(components__contains=[int(value)])

    def by_state(self, rows, name, value):
        return rows.filter(state=None) if value == "former" else rows.filter(state=value)

    def by_pivot(self, rows, name, value):
        running = PivotMandate.objects.filter(during__contains=timezone.localdate()).values("organism")
        return rows.filter(pk__in=running) if value == "oui" else rows.exclude(pk__in=running)
