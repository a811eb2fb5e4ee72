"""Forms of the calendar and of the filing matrix."""

from collections.abc import Iterable

from django import forms

from agreements.form_fields import PICK, dress
from reporting.deadlines.standing import KINDS, STATES, Obligation
from reporting.models.reminder import EARLIEST_DAYS, LATEST_DAYS, MOST_OFFSETS
from roriq_portal.fiscal_year import format_state_year

MOST_TEXT = 2000
OFFSETS = (
    f"Écrivez de un à {MOST_OFFSETS} nombres de {LATEST_DAYS} à {EARLIEST_DAYS}, par exemple\u00a0: 45, 15, 0, -7."
)


def _pick(label: str, choices: list, empty: str, **more) -> forms.TypedChoiceField:
    given = {"required": False, "error_messages": PICK, "empty_value": None, **more}
    return forms.TypedChoiceField(label=label, choices=[("", empty), *choices], **given)


def _years(years: Iterable[int]) -> list[tuple[int, str]]:
    return [(year, format_state_year(year)) for year in years]


class CalendarFilterForm(forms.Form):
    """Offers what the calendar holds, and nothing else."""

    def __init__(self, data, *, things: list[Obligation], years: list[int]):
        super().__init__(data)
        organisms = {obligation.organism.pk: obligation.organism for obligation in things}
        by_name = sorted(organisms.values(), key=lambda organism: organism.sort_name)
        funders = {funder.pk: funder for obligation in things for funder in obligation.funders}
        self.fields["an"] = _pick("Année de l’État", _years(years), "En retard et à venir", coerce=int)
        self.fields["organism"] = _pick(
            "Organisme", [(organism.pk, organism.name) for organism in by_name], "Tous", coerce=int
        )
        self.fields["funder"] = _pick(
            "Bailleur",
            [(f.pk, f.name) for f in sorted(funders.values(), key=lambda f: f.sort_name)],
            "Tous",
            coerce=int,
        )
        self.fields["kind"] = _pick("Sorte", KINDS, "Toutes")
        self.fields["state"] = _pick("État", STATES, "Tous")
        dress(self)


class MatrixFilterForm(forms.Form):
    def __init__(self, data, *, things: list[Obligation], years: list[int], columns: list[str]):
        super().__init__(data)
        regions = {obligation.organism.region_id: obligation.organism.region for obligation in things}
        funders = {funder.pk: funder for obligation in things for funder in obligation.funders}
        self.fields["an"] = _pick("Année de l’État", _years(years), "Cette année", coerce=int)
        self.fields["column"] = _pick("Livrable", [(words, words) for words in columns], "Tous")
        self.fields["region"] = _pick(
            "Région", sorted(((r.pk, r.name) for r in regions.values()), key=lambda pair: pair[1]), "Toutes", coerce=int
        )
        self.fields["funder"] = _pick(
            "Bailleur",
            [(f.pk, f.name) for f in sorted(funders.values(), key=lambda f: f.sort_name)],
            "Tous",
            coerce=int,
        )
        self.fields["state"] = _pick("État", STATES, "Tous")
        dress(self)


def text_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Vide\u00a0: le texte habituel.",
        error_messages={"max_length": f"Écrivez {MOST_TEXT} signes au plus."},
    )  # fmt: skip
