"""What people answer about how a file is read: its sheets, merged cells, the order of its days, hidden rows."""

from django import forms
from django.utils.html import format_html

from roriq_portal.files.table_reader import MergedBlank
from roriq_portal.formats.numbers import format_number, unit_for
from services.imports.reading.opening import Opened
from services.imports.registers import ReadingChoices, SheetSeen
from services.imports.registers.files.several_sheets import row_words
from services.imports.registers.values import shown
from services.text.spelling import excerpt

CHOOSE = "Choisissez une des deux réponses."


class ReadingForm(forms.Form):
    """Only the questions that this file raises; each has an answer that leaves the file as it is."""

    def __init__(self, *args, opened: Opened, choices: ReadingChoices, **kwargs):
        super().__init__(*args, **kwargs)
        self.book = opened.sheet.book
        self._add_sheets()
        if opened.day_order:
            examples = ", ".join(opened.day_order.examples)
            self.fields["month_first"] = _either(
                "Comment lire les dates",
                f"Mois/jour/année\u00a0: {examples} ne se lisent qu’ainsi",
                "Jour/mois/année\u00a0: ces lignes resteront à corriger",
                choices.month_first,
            )
        if opened.has_merged or choices.fill_merged:
            self.fields["fill_merged"] = _either(
                "Cellules fusionnées sur plusieurs lignes",
                "Donner à chaque ligne ce que montre la première",
                "Ne lire que la première\u00a0; les autres lignes resteront vides",
                choices.fill_merged,
                _merged_example(opened),
            )
        if hidden := sum(seen.hidden_rows for seen in self.book if seen.is_read):
            noun = unit_for(hidden, "ligne masquée", "lignes masquées")
            label = f"{format_number(hidden)} {noun} dans le classeur"
            self.fields["hidden_rows"] = _either(label, "Lire aussi", "Laisser de côté", choices.hidden_rows)

    def _add_sheets(self) -> None:
        if len(self.book) < 2:
            return
        self.fields["sheets"] = forms.MultipleChoiceField(
            label="Feuilles à lire",
            choices=[(str(place), _sheet_words(seen)) for place, seen in enumerate(self.book)],
            initial=[str(place) for place, seen in enumerate(self.book) if seen.is_read],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "Choisissez au moins une feuille.",
                "invalid_choice": "Choisissez parmi les feuilles du classeur.",
            },
        )

    def answers(self) -> dict[str, object]:
        """Return what is kept with the register."""
        data = self.cleaned_data
        answers: dict[str, object] = {name: data[name] == "1" for name in data if name != "sheets"}
        if "sheets" in data:
            answers["sheets"] = [self.book[int(place)].name for place in data["sheets"]]
        return answers


def _merged_example(opened: Opened) -> str:
    """The first row that a merged cell leaves empty, and what the cell shows; nothing once they are filled."""
    for number, cells in opened.sheet.rows:
        for place, cell in enumerate(cells[: len(opened.sheet.header)]):
            if isinstance(cell, MergedBlank) and (above := shown(cell.above)):
                row, title = row_words(number, opened.sheet.sheets_told), excerpt(opened.sheet.header[place], 40)
                words = "Par exemple, ligne {}, colonne «\u00a0{}\u00a0»\u00a0: {}."
                return format_html(words, row, title, excerpt(above, 40))
    return ""


def _either(label: str, yes: str, no: str, answered: bool | None, example: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("1", yes), ("0", no)],
        help_text=example,
        initial=None if answered is None else "1" if answered else "0",
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )


def _sheet_words(seen: SheetSeen) -> str:
    if not seen.has_titles:
        about = "sans titres de registre"
    else:
        about = f"{format_number(seen.rows)} {unit_for(seen.rows, 'ligne', 'lignes')}"
    return f"{excerpt(seen.name, 60)} ({about}{', masquée' if seen.is_hidden else ''})"
