"""What chooses people, and what is said of the removal of a second step."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q

from organisms.accounts.people.listing import people_without_step
from organisms.form_controls import dress
from organisms.models import SecondStepReset, User
from organisms.models.second_steps import MOST_REASON


class PeopleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom ou courriel", method="by_name", max_length=160)
    etape = django_filters.ChoiceFilter(
        label="Deuxième étape",
        method="by_step",
        empty_label="Avec ou sans",
        choices=[("oui", "Avec"), ("non", "Sans")],
    )

    class Meta:
        model = User
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self.form)

    def by_name(self, rows, name, value):
        return rows.filter(Q(name__icontains=value) | Q(email__icontains=value))

    def by_step(self, rows, name, value):
        without = people_without_step(rows)
        return without if value == "non" else rows.exclude(pk__in=without.values("pk"))


class StepResetForm(forms.Form):
    checked = forms.ChoiceField(
        label="Comment avez-vous vérifié que c’est bien cette personne ?",
        choices=[("", "Choisissez"), *SecondStepReset.Check.choices],
        help_text="Un courriel ne suffit pas : qui a pris sa boîte vous écrirait aussi.",
        error_messages={"required": "Dites comment vous avez vérifié."},
    )
    reason = forms.CharField(
        label="Motif",
        max_length=MOST_REASON,
        help_text="Par exemple : téléphone perdu, codes dans le sac volé. La personne et le réseau le lisent.",
        error_messages={"required": "Dites pourquoi.", "max_length": f"Écrivez {MOST_REASON} signes au plus."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)
