"""A form as a file holds it, with every field said: the same form has the same digest, whoever wrote it."""

import hashlib
import json
from dataclasses import dataclass

from reporting.engine.form.spec import FormSpec
from reporting.models import Line, LineTerm, Rule, TemplateVersion, Term

FORMAT = "roriq-formulaire-1"

VERSION_DEFAULTS: dict = {"language": TemplateVersion.Language.FRENCH.value, "masks_small_counts": False}
SECTION_DEFAULTS: dict = {"words": "", "words_en": "", "component": None}
LINE_DEFAULTS: dict = {
    "number": "",
    "kind": Line.Kind.FIGURE.value,
    "words": "",
    "words_en": "",
    "hint": "",
    "hint_en": "",
    "unit": "",
    "priority": "",
    "parent": "",
    "component": None,
    "source": Line.Source.ASKED.value,
    "scope": Line.Scope.ORGANISM.value,
    "place": Line.Place.ANYWHERE.value,
    "window": Line.Window.PERIOD.value,
    "for_each": "",
    "required": True,
    "max_chars": None,
    "terms": [],
    "line_terms": [],
    "bands": [],
}
TERM_DEFAULTS: dict = {"part": Term.Part.VALUE.value, "categories": []}
LINE_TERM_DEFAULTS: dict = {
    "part": Term.Part.VALUE.value,
    "minus": False,
    "reading": LineTerm.Reading.NOW.value,
}
BAND_DEFAULTS: dict = {
    "words": "",
    "words_en": "",
    "dimension": None,
    "age_from": None,
    "age_to": None,
    "categories": [],
}
RULE_DEFAULTS: dict = {"other": "", "band_key": "", "number": None, "level": Rule.Level.ERROR.value}


@dataclass(frozen=True)
class FormFile:
    """A form that can be written into rows: `asked` says every field of its sections, lines and rules.

    `programme`: the key of the programme, None for the network's own form; `templates`: key, name and kind of each
    form that asks these lines; `form_spec`: the same, as the engine evaluates it.
    """

    programme: str | None
    templates: tuple[dict, ...]
    asked: dict
    form_spec: FormSpec

    @property
    def digest(self) -> str:
        return digest_of(self.asked)


@dataclass(frozen=True)
class FormFaults:
    """Why a file is no form that can be taken in: a sentence each. Nothing was written."""

    words: tuple[str, ...]


def digest_of(asked: dict) -> str:
    canonical = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
