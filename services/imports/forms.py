"""What people answer about a register: the file, its columns, its activity words."""

from django import forms
from django.utils.html import format_html, format_html_join

from agreements.models import Agreement
from organisms.models import Organism
from roriq_portal.formats.fields import field_key
from roriq_portal.formats.numbers import format_number
from roriq_portal.rendering import PlainSelect
from services.forms.agreement_fields import agreement_words, agreements_of
from services.imports.reading.opening import Opened
from services.imports.registers import FIELDS, LABELS, MAX_BYTES, fold, is_ambiguous
from services.imports.registers.columns import REQUIRED
from services.imports.registers.values import shown
from services.models import ActivityType
from services.text.spelling import excerpt

LEFT_OUT = "-"
UNCHARGED = "sans"
MOST_WORDS = 60
SAMPLES = 3


def too_big(size: int) -> str:
    """Return the sentence that refuses a file by its size, in bytes."""
    limit = MAX_BYTES // (1024 * 1024)
    weight = size // (1024 * 1024)
    return f"Ce fichier fait {weight}\xa0Mo\xa0; la limite est de {limit}\xa0Mo. Partagez-le en plusieurs fichiers."


class ImportForm(forms.Form):
    file = forms.FileField(
        label="Registre",
        help_text=(
            "Un fichier CSV, XLSX, XLS ou ODS de 10\xa0Mo au plus, une activité par ligne. "
            "Rien n’est inscrit avant que vous ayez vu le résultat."
        ),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".csv,.txt,.tsv,.xlsx,.xlsm,.xls,.xlsb,.ods"}),
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


class ColumnsForm(forms.Form):
    """One select per header that nobody has named yet; `every`: one for each, with what it gives today."""

    def __init__(self, *args, opened: Opened, every: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.opened = opened
        today = {opened.sheet.header[place]: name for name, place in opened.columns.fields.items()}
        self.titles = tuple(dict.fromkeys(filter(fold, opened.sheet.header))) if every else opened.to_map
        self.given = {title: today.get(title) or opened.proposed.get(title, LEFT_OUT) for title in self.titles}
        self.taken = {name for title, name in today.items() if title not in self.titles}
        free = [name for name in FIELDS if name not in self.taken]
        choices = [(LEFT_OUT, "Ne pas importer cette colonne"), *((name, LABELS[name]) for name in free)]
        for title in self.titles:
            self.fields[field_key(title)] = forms.ChoiceField(
                label=excerpt(title, 80),
                choices=choices,
                initial=self.given[title],
                help_text=self._samples(title),
                widget=PlainSelect(),
                error_messages={
                    "required": "Dites ce que donne cette colonne, ou de ne pas l’importer.",
                    "invalid_choice": "Choisissez dans la liste ce que donne cette colonne.",
                },
            )

    def _samples(self, title: str) -> str:
        position = self.opened.sheet.header.index(title)
        cells = (shown(row[position]).strip() for _, row in self.opened.sheet.rows if len(row) > position)
        samples: list[str] = []
        for cell in cells:
            if cell and cell not in samples:
                samples.append(cell)
            if len(samples) == SAMPLES:
                break
        if not samples:
            return "Cette colonne est vide."
        doubt = "Des personnes, ou une quantité\xa0? " if is_ambiguous(title) else ""
        return format_html(
            "{}Par exemple\xa0: {}", doubt, format_html_join(", ", "{}", ((excerpt(cell, 30),) for cell in samples))
        )

    def clean(self):
        data = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for title in self.titles:
            name = data.get(field_key(title), LEFT_OUT)
            if name != LEFT_OUT and name in taken:
                other = excerpt(taken[name], 40)
                words = (
                    f"«\xa0{LABELS[name]}\xa0» est déjà donné par «\xa0{other}\xa0». "
                    "Gardez une seule des deux colonnes."
                )
                self.add_error(field_key(title), words)
            taken[name] = title
        missing = [name for name in REQUIRED if name not in self.taken and name not in taken]
        if missing and not self.errors:
            named = " et ".join(f"«\xa0{LABELS[name]}\xa0»" for name in missing)
            raise forms.ValidationError(f"Il manque {named}\xa0: dites quelle colonne en tient lieu.")
        return data

    def chosen(self) -> dict[str, str]:
        """Return header → field, empty where the column is left out; of those already named, the ones that change."""
        answers = {title: self.cleaned_data[field_key(title)] for title in self.titles}
        asked = {
            title: name for title, name in answers.items() if title in self.opened.to_map or name != self.given[title]
        }
        return {title: "" if name == LEFT_OUT else name for title, name in asked.items()}

    def here_only(self) -> set[str]:
        """Return the headers whose answer is not remembered."""
        return {title for title in self.titles if self.opened.holds_here_only(title)}


class TypesForm(forms.Form):
    """One select per activity word that no type answers to; left as it is, its rows stay to be corrected."""

    def __init__(self, *args, organism: Organism, words: dict[str, int], **kwargs):
        super().__init__(*args, **kwargs)
        self.words = list(words)[:MOST_WORDS]
        self.kinds = {str(kind.pk): kind for kind in ActivityType.objects.offered_to(organism)}
        choices = [(LEFT_OUT, "Laisser ces lignes à corriger")]
        choices += [(key, f"{kind.name} (volet {kind.component})") for key, kind in self.kinds.items()]
        for each in self.words:
            self.fields[field_key(each)] = _answer(each, words[each], choices, "Choisissez un type de la liste.")

    def chosen(self) -> dict[str, ActivityType]:
        """Return words → activity type, for those that were answered."""
        answers = {each: self.cleaned_data[field_key(each)] for each in self.words}
        return {each: self.kinds[key] for each, key in answers.items() if key != LEFT_OUT}


def _answer(words: str, count: int, choices: list, refusal: str) -> forms.ChoiceField:
    """A question about words of the file; left as it is, their rows stay to be corrected."""
    return forms.ChoiceField(
        label=excerpt(words, 80),
        choices=choices,
        initial=LEFT_OUT,
        help_text="Une ligne." if count == 1 else f"{format_number(count)}\xa0lignes.",
        widget=PlainSelect(),
        error_messages={"required": refusal, "invalid_choice": refusal},
    )


class ReferencesForm(forms.Form):
    """One select per reference that no agreement of the organism has: which one it is, or none."""

    def __init__(self, *args, organism: Organism, references: dict[str, int], **kwargs):
        super().__init__(*args, **kwargs)
        self.references = list(references)[:MOST_WORDS]
        self.agreements = {str(agreement.pk): agreement for agreement in agreements_of(organism)}
        choices = [(LEFT_OUT, "Laisser ces lignes à corriger"), (UNCHARGED, "Importer sans imputation")]
        choices += [(key, agreement_words(agreement)) for key, agreement in self.agreements.items()]
        for each in self.references:
            refusal = "Choisissez une entente de la liste."
            self.fields[field_key(each)] = _answer(each, references[each], choices, refusal)

    def chosen(self) -> dict[str, Agreement | None]:
        """Return reference → agreement, None without charge, for those that were answered."""
        answers = {each: self.cleaned_data[field_key(each)] for each in self.references}
        return {each: self.agreements.get(key) for each, key in answers.items() if key != LEFT_OUT}


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
