"""Forms of a gabarit that are not its lines: begun, its settings, a section, published."""

from collections.abc import Mapping
from typing import Any

from django import forms

from agreements.form_fields import PICK, day_field
from agreements.models import Programme
from organisms.form_controls import choice_field, dress, name_rows, row_field, say_optional
from organisms.models import Component
from reporting.engine.form.files.form_file import FormFaults, FormFile
from reporting.form_editor.versions.files import read_form_bytes
from reporting.models import Section, Template, TemplateVersion
from roriq_portal.edits.marked_forms import MarkedForm
from roriq_portal.formats.numbers import format_size
from roriq_portal.rendering import PlainSelect
from services.counting.masking import threshold_of
from services.forms.fields import readable
from services.forms.revisions import SeenForm
from services.masking.audiences import Audience
from services.masking.signs import small_words

ANNUAL = "annual"
KIND_WORDS = {ANNUAL: "Rapport annuel du réseau"}
KINDS = [
    (kind, KIND_WORDS.get(kind, words))
    for kind, words in Template._meta.get_field("kind").flatchoices
    if kind != "extra"
]
USUAL_KIND = "final"
FIRST = "premiere"
MOST_BYTES = 1024 * 1024
NO_FILE = "Choisissez le fichier d’un gabarit."


def _name_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=160, validators=[readable],
        error_messages={"required": "Donnez un nom.", "max_length": "Écrivez 160 signes au plus."},
    )  # fmt: skip


def _pick(label: str, choices: list, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=PlainSelect(), error_messages=PICK, **more)


def ask_in_english(form: forms.Form) -> None:
    """Have a form that names a part of an English form ask its words in English; those in French may be left out."""
    form.fields["words"].required, form.fields["words_en"].required = False, True
    form.fields["words_en"].error_messages["required"] = form.fields["words"].error_messages["required"]


class BeginForm(forms.Form):
    """`source` is empty for a blank page."""

    name = _name_field("Nom du gabarit")
    programme = forms.ModelChoiceField(
        label="Programme", queryset=Programme.objects.none(), required=False, widget=PlainSelect(),
        empty_label="Aucun\u00a0: le rapport annuel du réseau", error_messages=PICK,
    )  # fmt: skip
    kind = _pick(
        "Ce qu’il demande", KINDS,
        help_text="Le compte d’une année, ou de toute l’entente, est un rapport final\u00a0; en cours de route, "
        "c’est un rapport d’étape.",
    )  # fmt: skip
    language = _pick("Langue", TemplateVersion.Language.choices)
    source = forms.ModelChoiceField(
        label="Commencer depuis", queryset=TemplateVersion.objects.none(), required=False, widget=PlainSelect(),
        empty_label="Une page blanche", error_messages=PICK,
        help_text="Ses lignes, leurs sources, leurs tranches et leurs règles viennent avec lui. Les priorités restent "
        "à leur programme.",
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, source: TemplateVersion | None = None, programme: str = ""
    ):
        language, kind = (source.language, source.template.kind) if source else ("fr", USUAL_KIND)
        first = {"source": source, "language": language, "kind": kind, "programme": programme}
        super().__init__(data, initial=first)
        programmes = Programme.objects.select_related("funder").order_by("funder__sort_name", "name")
        row_field(self, "programme").queryset = programmes
        name_rows(self, "programme", lambda row: f"{row.funder.name}, {row.name}")
        versions = TemplateVersion.objects.published().select_related("template")
        row_field(self, "source").queryset = versions.order_by("template__name", "-number")
        say_optional(self.fields["programme"], "(sauf pour le rapport annuel du réseau)")
        say_optional(self.fields["source"], "(ou d’une page blanche)")
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "kind" in cleaned and "programme" in cleaned:
            is_annual = cleaned["kind"] == ANNUAL
            if is_annual and cleaned["programme"]:
                self.add_error("programme", "Le rapport annuel est celui du réseau\u00a0: il n’a pas de programme.")
            if not is_annual and not cleaned["programme"]:
                self.add_error("programme", "Choisissez le programme dont les ententes le rempliront.")
        return cleaned


class FormFileForm(forms.Form):
    """Its file is read at once: `cleaned_data["file"]` is the `FormFile`, every fault of it stands beside the box."""

    file = forms.FileField(
        label="Fichier du gabarit",
        help_text="Un fichier .json que «\u00a0Donner en fichier\u00a0» a fait, ici ou ailleurs. Il devient un "
        "brouillon, à publier quand il est prêt.",
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages=dict.fromkeys(("required", "empty", "missing", "invalid"), NO_FILE),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        dress(self)

    def clean_file(self) -> FormFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            words = f"Ce fichier fait {format_size(file.size)}\u00a0; la limite est de {format_size(MOST_BYTES)}."
            raise forms.ValidationError(words)
        form = read_form_bytes(file.read())
        if isinstance(form, FormFaults):
            raise forms.ValidationError(list(form.words))
        return form


class SettingsForm(MarkedForm):
    name = _name_field("Nom du gabarit")
    language = _pick("Langue", TemplateVersion.Language.choices)
    masks_small_counts = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, version: TemplateVersion):
        self.instance = version
        initial = {"name": version.template.name, "language": version.language}
        super().__init__(data, initial=initial | {"masks_small_counts": version.masks_small_counts})
        small = small_words(threshold_of(Audience.FUNDER))
        label = f"Masquer les nombres {small} personnes sur le document du bailleur"
        self.fields["masks_small_counts"].label = label
        dress(self)


class SectionForm(MarkedForm):
    """`section`: the one changed; None for a new one, which stands last."""

    words = _name_field("Titre, dans les mots du bailleur")
    words_en = forms.CharField(
        label="Titre, en anglais", max_length=160, required=False, validators=[readable],
        widget=forms.TextInput(attrs={"lang": "en"}), error_messages={"max_length": "Écrivez 160 signes au plus."},
    )  # fmt: skip
    component = _pick("Volet du continuum", [("", "Aucun"), *Component.choices], required=False)
    after = _pick("Place", [])

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        sections: list[Section],
        section: Section | None = None,
        is_english: bool = False,
    ):
        self.instance, self.others = section, [row for row in sections if section is None or row.pk != section.pk]
        super().__init__(data, initial=_section_values(sections, section))
        if is_english:
            ask_in_english(self)
        places = [(row.key, f"Après «\u00a0{row}\u00a0»") for row in self.others]
        choice_field(self, "after").choices = [(FIRST, "En tête"), *places]
        dress(self)

    def values(self) -> dict[str, Any]:
        """Return what `save_section` is given."""
        data = self.cleaned_data
        return {
            "words": data["words"],
            "words_en": data["words_en"],
            "component": int(data["component"]) if data["component"] else None,
            "after": next((row for row in self.others if row.key == data["after"]), None),
            "moves": self.instance is None or "after" in self.changed_data,
        }


def _section_values(sections: list[Section], section: Section | None) -> dict[str, Any]:
    if section is None:
        return {"after": sections[-1].key if sections else FIRST}
    rank = [row.pk for row in sections].index(section.pk)
    return {
        "words": section.words,
        "words_en": section.words_en,
        "component": str(section.component or ""),
        "after": sections[rank - 1].key if rank else FIRST,
    }


class PublishForm(SeenForm):
    begins_on = day_field(
        "À compter des périodes qui commencent le", required=False,
        help_text="Vide\u00a0: toutes les périodes dont le rapport n’est pas commencé.",
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None, *, version: TemplateVersion):
        super().__init__(data, initial={"revision": version.revision})
        dress(self)
