"""A version of a form written as a file: read again, it is the same form with the same digest."""

from collections.abc import Mapping

from reporting.engine.form.files.form_file import (
    BAND_DEFAULTS,
    FORMAT,
    LINE_DEFAULTS,
    LINE_TERM_DEFAULTS,
    RULE_DEFAULTS,
    SECTION_DEFAULTS,
    TERM_DEFAULTS,
    VERSION_DEFAULTS,
)
from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import BandSpec, FormSpec, LineSpec, LineTermSpec, RuleSpec, SectionSpec, TermSpec
from reporting.models import Line, TemplateVersion
from roriq_portal.formats.numbers import plain


def write_form(version: TemplateVersion) -> dict:
    """Return the content of the file of a version, draft or published: what a field says by default is left out."""
    template, form_spec = version.template, read_form_spec(version)
    priorities = dict(Line.objects.filter(version=version).values_list("key", "priority__code"))
    about = {name: getattr(version, name) for name in VERSION_DEFAULTS}
    return {
        "format": FORMAT,
        "programme": template.programme.key if template.programme else None,
        **_said(about, VERSION_DEFAULTS),
        "templates": [{"key": template.key, "name": template.name, "kind": template.kind}],
        "sections": [_section(row) for row in form_spec.section_specs.values()],
        "lines": [_line(line, form_spec, priorities[line.key] or "") for line in form_spec.lines],
        "rules": [_rule(rule) for rule in form_spec.rules],
    }


def _said(fields: Mapping[str, object], defaults: Mapping[str, object]) -> dict:
    """Return the fields that do not say what they say by default."""
    return {name: value for name, value in fields.items() if name not in defaults or value != defaults[name]}


def _section(row: SectionSpec) -> dict:
    fields = {"words": _french(row), "words_en": row.words_en, "component": row.component}
    return {"key": row.key, **_said(fields, SECTION_DEFAULTS)}


def _french(row: SectionSpec | LineSpec | BandSpec) -> str:
    """The words in French; nothing of a form in English alone, which is read by its English words."""
    return "" if row.lacks_french else row.words


def _line(line: LineSpec, form_spec: FormSpec, priority: str) -> dict:
    """Numbers, words, units and sources are always said: left out, they would be those of the indicator."""
    always = ("number", "words", "unit", "source")
    copied = ("hint", "words_en", "hint_en", "kind", "scope", "place", "window", "for_each", "required", "max_chars")
    section = form_spec.section_specs[line.section]
    own = {"component": line.component} if line.component != section.component else {}
    fields = {name: getattr(line, name) for name in copied}
    fields |= {
        "priority": priority,
        "parent": line.parent_key,
        "terms": [_term(term) for term in line.terms],
        "line_terms": [_line_term(term) for term in line.line_terms],
        "bands": [_band(band) for band in line.bands],
    }
    if line.lacks_french:
        fields["hint"] = ""
    said = {name: getattr(line, name) for name in always} | {"words": _french(line)}
    return {"key": line.key, "section": line.section, **said, **own, **_said(fields, LINE_DEFAULTS)}


def _term(term: TermSpec) -> dict:
    categories = sorted(list(pair) for pair in term.categories)
    return {"indicator": term.code, **_said({"part": term.part, "categories": categories}, TERM_DEFAULTS)}


def _line_term(term: LineTermSpec) -> dict:
    fields = {"part": term.part, "minus": term.sign < 0, "reading": term.reading}
    return {"line": term.line_key, **_said(fields, LINE_TERM_DEFAULTS)}


def _band(band: BandSpec) -> dict:
    """The categories of ages are not said: they are those that lie in them."""
    fields = {
        "words": _french(band),
        "words_en": band.words_en,
        "dimension": band.dimension or None,
        "age_from": band.age_from,
        "age_to": band.age_to,
        "categories": [] if band.age_from is not None else sorted(band.categories),
    }
    return {"key": band.key, **_said(fields, BAND_DEFAULTS)}


def _rule(rule: RuleSpec) -> dict:
    fields = {
        "other": rule.other_key,
        "band_key": rule.band_key,
        "number": None if rule.number is None else plain(rule.number),
        "level": rule.level,
    }
    return {"line": rule.line_key, "op": rule.op, **_said(fields, RULE_DEFAULTS)}
