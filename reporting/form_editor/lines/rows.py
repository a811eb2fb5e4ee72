"""The rows of a line's form, named « terme-0-indicator »: terms, computed terms, bands and rules."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms

from agreements.form_fields import PICK
from reporting.form_editor.lines.vocabulary import Vocabulary
from reporting.models import Line, LineTerm, Rule, Term
from roriq_portal.formats.fields import TypedNumberField, TypedWholeField
from roriq_portal.rendering import PlainSelect
from services.forms.fields import readable

TERM, COMPUTED, BAND, RULE = "terme", "calcul", "tranche", "regle"
ROW_WORDS = {TERM: "Terme", COMPUTED: "Ligne lue", BAND: "Tranche", RULE: "Règle"}
AGE_AXIS = "age"
# Rows that a page offers beside those that a line has
BLANK_ROWS = {TERM: 2, COMPUTED: 2, BAND: 2, RULE: 1}
MOST_ROWS = 60
SIGNS = [("plus", "s’ajoute"), ("moins", "se retranche")]
AGE = "Inscrivez un âge, par exemple 18."
NUMBER = "Inscrivez un nombre, par exemple 15."

Fields = dict[str, forms.Field]


def _pick(label: str, choices: Iterable[Any], empty: str = "") -> forms.ChoiceField:
    """A select; `empty`: the words of no choice. Without them the first one is chosen, in blank rows too."""
    offered = [("", empty), *choices] if empty else list(choices)
    return forms.ChoiceField(
        label=label,
        choices=offered,
        required=False,
        initial=offered[0][0],
        widget=PlainSelect(),
        error_messages=PICK,
    )


def _words(label: str, most: int, lang: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"lang": lang, "class": "form-control"})
    return forms.CharField(
        label=label, max_length=most, required=False, validators=[readable], widget=widget,
        error_messages={"max_length": f"Écrivez {most} signes au plus."},
    )  # fmt: skip


def _age(label: str) -> TypedWholeField:
    attrs = {"class": "form-control band-age", "inputmode": "numeric"}
    return TypedWholeField(
        label=label, min_value=0, max_value=120, required=False, widget=forms.TextInput(attrs=attrs),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "max_digits"), AGE),
    )  # fmt: skip


def term_fields(vocabulary: Vocabulary, line: Line | None) -> Fields:
    return {
        "indicator": _pick("Indicateur", vocabulary.indicator_choices(), "Aucun"),
        "part": _pick("Sert de", Term.Part.choices),
    }


def computed_fields(vocabulary: Vocabulary, line: Line | None) -> Fields:
    return {
        "other": _pick("Ligne", vocabulary.line_choices(line), "Aucune"),
        "sign": _pick("Signe", SIGNS),
        "reading": _pick("Lue", LineTerm.Reading.choices),
        "part": _pick("Sert de", Term.Part.choices),
    }


def band_fields(vocabulary: Vocabulary, line: Line | None) -> Fields:
    widget = forms.SelectMultiple(attrs={"class": "form-select band-categories", "size": 4})
    return {
        "key": forms.CharField(max_length=40, required=False, widget=forms.HiddenInput),
        "words": _words("Ses mots", 120, "fr"),
        "words_en": _words("En anglais", 120, "en"),
        "dimension": _pick("Axe", vocabulary.dimension_choices(), "Aucun"),
        "from": _age("De"),
        "to": _age("À"),
        "categories": forms.MultipleChoiceField(
            label="Catégories", choices=vocabulary.category_choices(), required=False, widget=widget,
            error_messages=dict.fromkeys(("invalid_choice", "invalid_list"), PICK["invalid_choice"]),
        ),
    }  # fmt: skip


def rule_fields(vocabulary: Vocabulary, line: Line | None) -> Fields:
    bands = [(band.key, str(band)) for band in line.bands.all()] if line else []
    return {
        "op": _pick("Règle", Rule.Op.choices, "Aucune"),
        "other": _pick("Autre ligne", vocabulary.line_choices(line), "Aucune"),
        "band": _pick("Tranche", bands, "Aucune"),
        "number": TypedNumberField(
            label="Pour cent", min_value=0, max_digits=6, decimal_places=2, required=False, localize=True,
            widget=forms.TextInput(attrs={"class": "form-control band-age", "inputmode": "decimal"}),
            error_messages=dict.fromkeys(
                ("invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"), NUMBER
            ),
        ),
        "level": _pick("Effet", Rule.Level.choices),
    }  # fmt: skip


ROW_FIELDS: dict[str, Callable[[Vocabulary, Line | None], Fields]] = {
    TERM: term_fields,
    COMPUTED: computed_fields,
    BAND: band_fields,
    RULE: rule_fields,
}
# The box without which a row says nothing
TELLING = {TERM: ("indicator",), COMPUTED: ("other",), BAND: ("words", "words_en"), RULE: ("op",)}


def count_rows(kind: str, initial: Mapping[str, Any], data: Mapping[str, Any] | None) -> int:
    """Return how many rows of a kind a form has: all those of the line, and blank ones or as many as were sent."""
    numbered = re.compile(rf"{kind}-(\d{{1,3}})-")
    own = _most(numbered, initial)
    if data is not None:
        return max(own, min(MOST_ROWS, _most(numbered, data)))
    return max(own, min(MOST_ROWS, own + BLANK_ROWS[kind]))


def _most(numbered: re.Pattern[str], names: Iterable[str]) -> int:
    return max((int(read[1]) + 1 for name in names if (read := numbered.match(name))), default=0)
