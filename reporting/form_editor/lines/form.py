"""The form of one line of a draft, in four parts: what is asked, what answers it, its bands, its rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms

from agreements.form_fields import PICK
from organisms.form_controls import choice_field, dress, say_optional
from organisms.models import Component
from reporting.form_editor.forms import ask_in_english
from reporting.form_editor.lines.age_tracks import AgeTracks
from reporting.form_editor.lines.consistency import WORDED, inconsistencies
from reporting.form_editor.lines.nesting import Nesting
from reporting.form_editor.lines.rows import (
    BAND,
    COMPUTED,
    ROW_FIELDS,
    ROW_WORDS,
    RULE,
    TELLING,
    TERM,
    count_rows,
)
from reporting.form_editor.lines.values import line_values, shared_categories
from reporting.form_editor.lines.vocabulary import Vocabulary
from reporting.models import Line
from roriq_portal.edits.marked_forms import MarkedForm
from roriq_portal.formats.fields import TypedWholeField
from roriq_portal.rendering import PlainSelect
from services.forms.fields import readable

MOST_SIGNS = 20_000
SOURCES = [
    (Line.Source.RECORDS, "Activités"),
    (Line.Source.DECLARED, "Déclaration, sinon ménages"),
    (Line.Source.HOUSEHOLDS, "Ménages"),
    (Line.Source.PARTNERS, "Partenaires nommés"),
    (Line.Source.POSITIONS, "Postes"),
    (Line.Source.AGREEMENTS, "Argent de l’entente"),
    (Line.Source.LINES, "Calculée d’autres lignes"),
    (Line.Source.ASKED, "Question"),
]
SIGNS = f"Inscrivez un nombre de 1 à {MOST_SIGNS}, par exemple 3000."


def _text(label: str, most: int, lang: str = "fr", *, required: bool = False, **more: Any) -> forms.CharField:
    messages = {"required": "Écrivez les mots du bailleur.", "max_length": f"Écrivez {most} signes au plus."}
    widget = forms.TextInput(attrs={"lang": lang})
    return forms.CharField(
        label=label, max_length=most, required=required, validators=[readable], widget=widget, error_messages=messages,
        **more,
    )  # fmt: skip


def _pick(label: str, choices: list, *, required: bool = True, **more: Any) -> forms.ChoiceField:
    given = {"widget": PlainSelect(), "error_messages": PICK, **more}
    return forms.ChoiceField(label=label, choices=choices, required=required, **given)


class LineForm(MarkedForm):
    """`line`: the line edited, read with RELATED; None for a new one, which stands last in the section of a key."""

    number = _text("Numéro", 10)
    stands = _pick("Place", [])
    kind = _pick("Réponse", Line.Kind.choices)
    words = _text("Ses mots, en français", 300, required=True)
    words_en = _text("Ses mots, en anglais", 300, "en")
    hint = _text("Précision sous la question", 300)
    hint_en = _text("Précision, en anglais", 300, "en")
    priority = _pick("Priorité", [], required=False)
    component = _pick("Volet", [("", "Aucun"), *Component.choices], required=False)
    parent = _pick("Partie de la ligne", [], required=False)
    max_chars = TypedWholeField(
        label="Signes au plus", min_value=1, max_value=MOST_SIGNS, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "max_digits"), SIGNS),
    )  # fmt: skip
    required = forms.BooleanField(label="Une réponse est exigée", required=False)
    source = _pick("Source", SOURCES, widget=forms.RadioSelect)
    unit = _text("Unité", 60, help_text="Celle des indicateurs, dès qu’il y en a.")
    scope = _pick("Portée", Line.Scope.choices, widget=forms.RadioSelect)
    place = _pick("Lieu", Line.Place.choices, widget=forms.RadioSelect)
    window = _pick("Jours comptés", Line.Window.choices)
    for_each = _pick("Répétée pour chaque", [("", "Une seule fois"), *Line.Repetition.choices], required=False)
    categories = forms.MultipleChoiceField(
        label="Certaines catégories seulement", required=False,
        widget=forms.SelectMultiple(attrs={"class": "form-select", "size": 6}),
        help_text="Aucune\u00a0: toutes les personnes. Plusieurs d’un même axe s’additionnent.",
        error_messages=dict.fromkeys(("invalid_choice", "invalid_list"), PICK["invalid_choice"]),
    )  # fmt: skip
    usual_bands = forms.MultipleChoiceField(
        label="Prendre les tranches du portail", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(("invalid_choice", "invalid_list"), PICK["invalid_choice"]),
    )  # fmt: skip

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        vocabulary: Vocabulary,
        line: Line | None = None,
        section_key: str = "",
    ):
        self.line, self.vocabulary = line, vocabulary
        self.nestings: Mapping[str, Nesting] = {}
        self.tracks: AgeTracks | None = None
        initial = line_values(line, _line_before(line, vocabulary)) if line else new_line(vocabulary, section_key)
        self.row_counts = {kind: count_rows(kind, initial, data) for kind in ROW_FIELDS}
        super().__init__(data, initial=initial)
        self._add_rows()
        self._offer()

    def edited_row(self) -> Line | None:
        return self.line

    def _add_rows(self) -> None:
        for kind, count in self.row_counts.items():
            for rank in range(count):
                for name, field in ROW_FIELDS[kind](self.vocabulary, self.line).items():
                    field.box_words = field.label  # type: ignore[attr-defined]  # our own, read by _box.html
                    field.label = f"{ROW_WORDS[kind]} {rank + 1}, {field.label}"
                    field.widget.attrs["aria-label"] = field.label
                    self.fields[f"{kind}-{rank}-{name}"] = field

    def _offer(self) -> None:
        vocabulary, line = self.vocabulary, self.line
        if vocabulary.is_english:
            ask_in_english(self)
        choice_field(self, "stands").choices = vocabulary.place_choices(line)
        choice_field(self, "parent").choices = [("", "Aucune"), *vocabulary.line_choices(line)]
        priorities = [(row.pk, str(row)) for row in vocabulary.priorities]
        choice_field(self, "priority").choices = [("", "Aucune"), *priorities]
        choice_field(self, "categories").choices = vocabulary.category_choices()
        choice_field(self, "usual_bands").choices = vocabulary.dimension_choices()
        if line and shared_categories(line) is None:
            del self.fields["categories"]
        say_optional(self.fields["max_chars"], "(exigé pour un texte, sans objet pour une autre réponse)")
        dress(self)

    def rows(self, kind: str) -> list["BoundRow"]:
        """Return the boxes of each row of a kind, for the page."""
        names = list(ROW_FIELDS[kind](self.vocabulary, self.line))
        rows = [
            BoundRow(rank, {name: self[f"{kind}-{rank}-{name}"] for name in names})
            for rank in range(self.row_counts[kind])
        ]
        return [replace(row, nesting=self.nestings.get(row.key)) for row in rows] if kind == BAND else rows

    @property
    def asks_english(self) -> bool:
        """Whether the page shows the boxes in English: its form is in English too, or they hold something."""
        english = (name for name in self.fields if name.endswith(("words_en", "hint_en")))
        return self.vocabulary.has_english or any(self[name].value() or self[name].errors for name in english)

    @property
    def is_bare(self) -> bool:
        """Whether nothing is chosen or refused in what only a number has: a text and a file leave it aside."""
        rows = {kind: self.rows(kind) for kind in ROW_FIELDS}
        filled = (row.boxes[name].value() for kind, own in rows.items() for row in own for name in TELLING[kind])
        refused = (row.errors for own in rows.values() for row in own)
        return not any(filled) and not any(refused) and "source" not in self.errors

    @property
    def computed_is_open(self) -> bool:
        """Whether the page shows the rows of other lines at once: filled, refused, or asked by the source."""
        filled = any(box.value() for row in self.rows(COMPUTED) for box in [row.boxes["other"]])
        return filled or self["source"].value() == Line.Source.LINES or any(row.errors for row in self.rows(COMPUTED))

    @property
    def term_rows(self) -> list["BoundRow"]:
        return self.rows(TERM)

    @property
    def computed_rows(self) -> list["BoundRow"]:
        return self.rows(COMPUTED)

    @property
    def band_rows(self) -> list["BoundRow"]:
        return self.rows(BAND)

    @property
    def rule_rows(self) -> list["BoundRow"]:
        return self.rows(RULE)

    def typed_rows(self, kind: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the number and the values of each row that says something, once the form is read."""
        for rank in range(self.row_counts[kind]):
            prefix = f"{kind}-{rank}-"
            values = {
                name.removeprefix(prefix): value for name, value in self.cleaned_data.items() if name.startswith(prefix)
            }
            if any(values.get(name) for name in TELLING[kind]):
                yield rank, values

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        counts_something = any(True for kind in (TERM, COMPUTED) for _ in self.typed_rows(kind))
        if self.cleaned_data.get("kind") in WORDED and not counts_something:
            # Nothing answers a text but somebody: the page of a text does not show the other sources
            self.cleaned_data["source"] = Line.Source.ASKED
        for field, words in inconsistencies(self):
            self.add_error(field if field in self.fields else None, words)
        return data

    def says_something_new(self) -> bool:
        """Whether a line would change, were the form saved."""
        return self.line is None or bool(set(self.changed_data) - {"seen"})


@dataclass(frozen=True)
class BoundRow:
    """One row of a line's form: its boxes; of a band, how the categories of its axis fit in it."""

    rank: int
    boxes: dict[str, forms.BoundField]
    nesting: Nesting | None = None

    @property
    def key(self) -> str:
        return str(self.boxes["key"].value() or "")

    @property
    def errors(self) -> list[str]:
        return [str(words) for box in self.boxes.values() for words in box.errors]


NEW_LINE = {
    "kind": Line.Kind.FIGURE,
    "source": Line.Source.RECORDS,
    "scope": Line.Scope.CHARGED,
    "place": Line.Place.ANYWHERE,
    "window": Line.Window.PERIOD,
    "required": True,
}


def new_line(vocabulary: Vocabulary, section_key: str) -> dict[str, Any]:
    """Return what the page of a new line shows: it stands last in its section, else last of all."""
    section = next((row for row in vocabulary.sections if row.key == section_key), None)
    others = [row for row in vocabulary.lines if section is None or row.section_id == section.pk]
    if others:
        return {**NEW_LINE, "stands": f"l:{others[-1].key}"}
    return {**NEW_LINE, "stands": f"s:{section.key}" if section else ""}


def _line_before(line: Line, vocabulary: Vocabulary) -> Line | None:
    before = None
    for row in vocabulary.lines:
        if row.pk == line.pk:
            break
        before = row
    return before if before and before.section_id == line.section_id else None
