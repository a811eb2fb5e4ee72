"""What people answer about a register: the file, its columns, its activity words."""

import hashlib

from django import forms
from django.utils.html import format_html, format_html_join

from organisms.models import Organism
from services.importing.examination import Opened
from services.models import ActivityType
from services.registers import FIELDS, LABELS, MAX_BYTES
from services.registers.columns import REQUIRED
from services.registers.spelling import excerpt
from services.registers.values import shown

LEFT_OUT = "-"
MOST_WORDS = 60
SAMPLES = 3


def too_big(size: int) -> str:
    """Return the sentence that refuses a file by its size, in bytes."""
    limit = MAX_BYTES // (1024 * 1024)
    return f"Ce fichier fait {size // (1024 * 1024)}\xa0Mo\xa0; la limite est de {limit}\xa0Mo. Partagez-le en plusieurs fichiers."


class ImportForm(forms.Form):
    file = forms.FileField(
        label="Registre",
        help_text="Un fichier CSV ou XLSX de 10\xa0Mo au plus, une activité par ligne. Rien n’est inscrit avant que vous ayez vu le résultat.",
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".csv,.xlsx,.txt"}),
        error_messages={
            "required": "Choisissez le fichier à importer.",
            "empty": "Ce fichier est vide.",
            "missing": "Choisissez le fichier à importer.",
            "invalid": "Choisissez le fichier à importer.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(too_big(file.size))
        return file


def field_key(words: str) -> str:
    """Return the name of the field that asks about these words: the same on every reading of the file."""
    return "q" + hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]


class ColumnsForm(forms.Form):
    """One select per header that nobody has named yet."""

    def __init__(self, *args, opened: Opened, **kwargs):
        super().__init__(*args, **kwargs)
        self.opened = opened
        free = [name for name in FIELDS if name not in opened.columns.fields]
        choices = [(LEFT_OUT, "Ne pas importer cette colonne"), *((name, LABELS[name]) for name in free)]
        for title in opened.to_map:
            self.fields[field_key(title)] = forms.ChoiceField(
                label=excerpt(title, 80),
                choices=choices,
                initial=LEFT_OUT,
                help_text=self._samples(title),
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={
                    "required": "Dites ce que donne cette colonne, ou de ne pas l’importer.",
                    "invalid_choice": "Choisissez dans la liste ce que donne cette colonne.",
                },
            )

    def _samples(self, title: str) -> str:
        position = self.opened.sheet.header.index(title)
        cells = (shown(row[position]).strip() for _, row in self.opened.sheet.rows if len(row) > position)
        found: list[str] = []
        for cell in cells:
            if cell and cell not in found:
                found.append(cell)
            if len(found) == SAMPLES:
                break
        if not found:
            return "Cette colonne est vide."
        return format_html(
            "Par exemple\xa0: {}", format_html_join(", ", "{}", ((excerpt(cell, 30),) for cell in found))
        )

    def clean(self):
        data = super().clean()
        taken: dict[str, str] = {}
        for title in self.opened.to_map:
            name = data.get(field_key(title), LEFT_OUT)
            if name != LEFT_OUT and name in taken:
                words = f"«\xa0{LABELS[name]}\xa0» est déjà donné par «\xa0{excerpt(taken[name], 40)}\xa0». Gardez une seule des deux colonnes."
                self.add_error(field_key(title), words)
            taken[name] = title
        missing = [name for name in REQUIRED if name not in self.opened.columns.fields and name not in taken]
        if missing and not self.errors:
            named = " et ".join(f"«\xa0{LABELS[name]}\xa0»" for name in missing)
            raise forms.ValidationError(f"Il manque {named}\xa0: dites quelle colonne en tient lieu.")
        return data

    def chosen(self) -> dict[str, str]:
        """Return header → field, empty where the column is left out."""
        answers = {title: self.cleaned_data[field_key(title)] for title in self.opened.to_map}
        return {title: "" if name == LEFT_OUT else name for title, name in answers.items()}


class TypesForm(forms.Form):
    """One select per activity word that no type answers to; left blank, its rows stay to be corrected."""

    def __init__(self, *args, organism: Organism, words: dict[str, int], **kwargs):
        super().__init__(*args, **kwargs)
        self.words = list(words)[:MOST_WORDS]
        self.kinds = {str(kind.pk): kind for kind in ActivityType.objects.offered_to(organism)}
        choices = [("", "Laisser ces lignes à corriger")]
        choices += [(key, f"{kind.name} (volet {kind.component})") for key, kind in self.kinds.items()]
        for each in self.words:
            count = words[each]
            self.fields[field_key(each)] = forms.ChoiceField(
                label=excerpt(each, 80),
                choices=choices,
                required=False,
                help_text="Une ligne." if count == 1 else f"{count} lignes.",
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"invalid_choice": "Choisissez un type de la liste."},
            )

    def chosen(self) -> dict[str, ActivityType]:
        """Return words → activity type, for those that were answered."""
        answers = {each: self.cleaned_data[field_key(each)] for each in self.words}
        return {each: self.kinds[key] for each, key in answers.items() if key}


class UndoForm(forms.Form):
    edited = forms.ChoiceField(
        label="Et les fiches corrigées depuis",
        choices=[("keep", "Les garder"), ("withdraw", "Les retirer aussi")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Dites s’il faut garder ou retirer les fiches corrigées depuis.",
            "invalid_choice": "Dites s’il faut garder ou retirer les fiches corrigées depuis.",
        },
    )

    def __init__(self, *args, has_edited: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_edited:
            del self.fields["edited"]
