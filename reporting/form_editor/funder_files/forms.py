"""Forms of a funder's file that tie nothing: a workbook sent, a CSV described, the columns of a CSV, put in use."""

import csv
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from organisms.form_controls import choice_field, dress, say_optional
from reporting.form_editor.funder_files.blank_book import BlankBook, read_blank_book
from reporting.form_editor.funder_files.column_words import ColumnWords
from reporting.models import FileTie, FunderFile, Line
from roriq_portal.edits.marked_forms import MarkedForm
from roriq_portal.files.tables.cell_values import UnreadableFile
from roriq_portal.files.uploads import LIMIT
from roriq_portal.formats.numbers import format_size
from roriq_portal.rendering import PlainSelect
from services.forms.fields import readable
from services.forms.revisions import SeenForm

MOST_NAME, MOST_HEADING, MOST_COLUMNS = 120, 300, 300
NO_FILE = "Choisissez le classeur vide du bailleur."
PICK = {"required": "Choisissez dans la liste.", "invalid_choice": "Choisissez dans la liste."}


def _name_field() -> forms.CharField:
    return forms.CharField(
        label="Comment l’appeler", max_length=MOST_NAME, validators=[readable],
        help_text="Ce nom paraît à côté du PDF et du XLSX, par exemple «\u00a0Tableau de suivi\u00a0».",
        error_messages={"required": "Donnez un nom.", "max_length": f"Écrivez {MOST_NAME} signes au plus."},
    )  # fmt: skip


def _notes_field() -> forms.BooleanField:
    return forms.BooleanField(
        label="Ajouter une feuille «\u00a0À lire\u00a0» quand quelque chose ne prend pas place", required=False,
        help_text="Sans elle, le portail le dit seulement à la page du rapport.",
    )  # fmt: skip


class BlankBookForm(forms.Form):
    """Its file is read at once: `cleaned_data["file"]` is the `BlankBook`."""

    name = _name_field()
    file = forms.FileField(
        label="Le classeur vide du bailleur",
        help_text="Un XLSX sans macros, au plus 10\u00a0Mo. Le portail n’en remplit que des copies.",
        widget=forms.FileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
        error_messages=dict.fromkeys(("required", "empty", "missing", "invalid"), NO_FILE),
    )
    adds_notes = _notes_field()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        dress(self)

    def clean_file(self) -> BlankBook:
        file = self.cleaned_data["file"]
        if file.size > LIMIT:
            raise forms.ValidationError(f"Ce fichier fait {format_size(file.size)}\u00a0; la limite est de 10\u00a0Mo.")
        try:
            return read_blank_book(file.read(LIMIT + 1), file.name)
        except UnreadableFile as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class BookSettingsForm(MarkedForm):
    name = _name_field()
    adds_notes = _notes_field()

    def __init__(self, data: Mapping[str, Any] | None = None, *, file: FunderFile):
        self.instance = file
        super().__init__(data, initial={"name": file.name, "adds_notes": file.adds_notes})
        dress(self)


def _pick(label: str, choices: list, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=PlainSelect(), error_messages=PICK, **more)


class RowsForm(MarkedForm):
    """How a CSV is written. `file`: the one that is changed; None for a new one."""

    name = _name_field()
    headings = forms.CharField(
        label="Titres des colonnes",
        max_length=MOST_COLUMNS * MOST_HEADING,
        help_text="Un par ligne, dans l’ordre, ou la ligne de titres du bailleur collée telle quelle. Un titre qui "
        "reste garde ce qu’il dit.",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        error_messages={"required": "Donnez au moins un titre."},
    )
    separator = _pick("Entre les colonnes", FunderFile.Separator.choices)
    decimal_mark = _pick("Signe décimal", FunderFile.DecimalMark.choices)
    day_format = _pick("Jours", FunderFile.DayFormat.choices)
    encoding = _pick("Encodage", FunderFile.Encoding.choices)
    repeats = _pick("Une rangée par", [], required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        repetitions: Sequence[str],
        file: FunderFile | None = None,
        headings: Sequence[str] = (),
    ):
        self.instance = file
        usual = {"separator": ";", "decimal_mark": ",", "day_format": "%Y-%m-%d", "encoding": "utf-8-sig"}
        names = ("name", "separator", "decimal_mark", "day_format", "encoding", "repeats")
        standing = {name: getattr(file, name) for name in names} if file else usual
        super().__init__(data, initial={**standing, "headings": "\n".join(headings)})
        offered = [(value, str(words)) for value, words in Line.Repetition.choices if value in repetitions]
        choice_field(self, "repeats").choices = [("", "rapport"), *offered]
        say_optional(self.fields["repeats"], "(d’habitude, une par rapport)")
        dress(self)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        data = self.cleaned_data
        separator = data.get("separator")
        if separator and separator == data.get("decimal_mark"):
            self.add_error("decimal_mark", "Le signe décimal ne peut pas être celui qui sépare les colonnes.")
        if separator and "headings" in data:
            self._read_headings(data["headings"], separator)
        return cleaned

    def _read_headings(self, typed: str, separator: str) -> None:
        lines = [line for line in typed.replace("\r", "\n").split("\n") if line.strip()]
        titles = next(csv.reader(lines, delimiter=separator), []) if len(lines) == 1 else lines
        headings = [title.strip() for title in titles]
        try:
            for heading in headings:
                readable(heading)
        except forms.ValidationError as odd:
            self.add_error("headings", odd)
        if len(headings) > MOST_COLUMNS:
            self.add_error("headings", f"Un fichier a {MOST_COLUMNS} colonnes au plus.")
        if any(len(heading) > MOST_HEADING for heading in headings):
            self.add_error("headings", f"Un titre a {MOST_HEADING} signes au plus.")
        self.cleaned_data["headings"] = headings


class ColumnsForm(SeenForm):
    """A box for each column, where one writes what it says in the words that the page lists."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        file: FunderFile,
        ties: Sequence[FileTie],
        words: ColumnWords,
    ):
        super().__init__(data, initial={"revision": file.revision})
        self._ties, self._words = ties, words
        for tie in ties:
            self.fields[f"c{tie.rank}"] = forms.CharField(
                label=f"{tie.rank}. {tie.heading or 'sans titre'}",
                required=False,
                max_length=500,
                initial=words.of(tie) or words.proposed(tie.heading),
                error_messages={"max_length": "Choisissez dans la liste."},
                widget=forms.TextInput(attrs={"list": "what", "autocomplete": "off"}),
            )
            say_optional(self.fields[f"c{tie.rank}"], words.remark(tie))
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for tie in self._ties:
            name = f"c{tie.rank}"
            if (typed := cleaned.get(name, "").strip()) and self._words.target(typed) is None:
                self.add_error(name, "Choisissez dans la liste\u00a0: le gabarit n’a rien de ce nom.")
        return cleaned

    def ties(self) -> list[FileTie]:
        """Return the columns of the page with what each says, unsaved."""
        return [self._said(tie, self.cleaned_data[f"c{tie.rank}"].strip()) for tie in self._ties]

    def _said(self, tie: FileTie, typed: str) -> FileTie:
        target = self._words.target(typed) if typed else None
        said = FileTie(rank=tie.rank, heading=tie.heading)
        if target:
            said.fact, said.line_key, said.band_key = target.fact, target.line_key, target.band_key
            said.part, said.item = target.part, target.item or None
        return said


class AdoptForm(SeenForm):
    accepts_losses = forms.BooleanField(label="La copie peut être sans ce que le portail ne garde pas.", required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, file: FunderFile):
        super().__init__(data, initial={"revision": file.revision})
        if not file.losses:
            del self.fields["accepts_losses"]
        dress(self)
