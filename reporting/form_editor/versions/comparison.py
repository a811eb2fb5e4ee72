"""What changes from one version of a form to the next, line by line: a line is the same one while its key is."""

from dataclasses import dataclass

from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import BandSpec, FormSpec, LineSpec, LineTermSpec, RuleSpec
from reporting.models import Line, LineTerm, Rule, TemplateVersion
from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.rates import format_percent

NOTHING = "–"


@dataclass(frozen=True)
class Change:
    """One thing that differs. `line_key` is empty where the line is gone; `effect`: what it does to answers."""

    line_key: str
    name: str
    what: str
    before: str
    after: str
    effect: str = ""


@dataclass(frozen=True)
class Comparison:
    before: TemplateVersion
    changes: list[Change]
    unchanged: int


def compare(version: TemplateVersion) -> Comparison | None:
    """Return what a version changes of the one before it; None of the first. Fourteen queries at most."""
    before = version.template.versions.filter(number__lt=version.number).order_by("-number").first()
    if before is None:
        return None
    old, new = read_form_spec(before), read_form_spec(version)
    by_line = {line.key: changes_of(line, old.by_key.get(line.key), old, new) for line in new.lines}
    changes = [change for own in by_line.values() for change in own]
    changes += [_gone(line) for line in old.lines if line.key not in new.by_key]
    return Comparison(before, changes, sum(1 for own in by_line.values() if not own))


def _name(line: LineSpec) -> str:
    return line.number or line.words


def _gone(line: LineSpec) -> Change:
    effect = "Un rapport qui passe à cette version ne la demande plus."
    return Change("", _name(line), "retirée", line.words, NOTHING, effect)


def changes_of(line: LineSpec, old: LineSpec | None, before: FormSpec, after: FormSpec) -> list[Change]:
    """Return what a line of the later form says otherwise than it did; one change for a new line. Pure."""
    if old is None:
        return [Change(line.key, _name(line), "nouvelle", NOTHING, line.words)]
    was, now = _facts(old, before), _facts(line, after)
    if was["tranches"] != now["tranches"]:
        del now["contenu des tranches"]
    return [
        Change(line.key, _name(line), what, was[what] or NOTHING, now[what] or NOTHING, EFFECTS.get(what, ""))
        for what in now
        if was[what] != now[what]
    ]


EFFECTS = {
    "mots": "Rien d’autre\u00a0: la série continue.",
    "source": "Le nombre ne se compare plus à celui d’avant.",
    "tranches": "La série de ces tranches se rompt.",
    "contenu des tranches": "La série de ces tranches se rompt.",
    "unité": "Le nombre ne se compare plus à celui d’avant.",
}


def _facts(line: LineSpec, form: FormSpec) -> dict[str, str]:
    """Return what a line says, in words, by the name of each thing."""
    return {
        "mots": line.words,
        "anglais": line.words_en,
        "numéro": line.number,
        "section": form.title_of(line.section),
        "précision": line.hint,
        "réponse": Line.Kind(line.kind).label,
        "source": source_words(line),
        "unité": line.unit,
        "priorité": line.priority,
        "portée": Line.Scope(line.scope).label,
        "lieu": Line.Place(line.place).label,
        "jours comptés": Line.Window(line.window).label,
        "répétition": Line.Repetition(line.for_each).label if line.for_each else "",
        "exigée": "oui" if line.required else "non",
        "signes": format_number(line.max_chars) if line.max_chars else "",
        "calcul": ", ".join(_computed(term, form) for term in line.line_terms),
        "tranches": ", ".join(band.words for band in line.bands),
        "contenu des tranches": ", ".join(_content(band) for band in line.bands if band.dimension),
        "règles": ", ".join(rule_words(rule, form) for rule in form.rules if rule.line_key == line.key),
    }


def source_words(line: LineSpec) -> str:
    """« activités : V2.05, V2.09 », with the categories that narrow them."""
    codes = ", ".join(line.codes)
    chosen = sorted({key for term in line.terms for _, key in term.categories})
    words = Line.Source(line.source).label
    source = f"{words}\u00a0: {codes}" if codes else words
    return f"{source} ({', '.join(chosen)})" if chosen else source


def _computed(term: LineTermSpec, form: FormSpec) -> str:
    other = form.by_key.get(term.line_key)
    sign = "−" if term.sign < 0 else "+"
    return f"{sign} {_name(other) if other else term.line_key}, {LineTerm.Reading(term.reading).label}"


def _content(band: BandSpec) -> str:
    """« 18–24 ans », « 65 ans et plus », or the keys of its categories."""
    if band.age_from is None:
        return " + ".join(sorted(band.categories))
    ages = f"{band.age_from}" if band.age_to is None else f"{band.age_from}–{band.age_to}"
    return f"{ages} ans et plus" if band.age_to is None else f"{ages} ans"


def rule_words(rule: RuleSpec, form: FormSpec) -> str:
    """« partie de l’autre ligne A4 arrête »: a rule, the line it reads, its percentage and its effect."""
    other = form.by_key.get(rule.other_key)
    parts = [Rule.Op(rule.op).label, _name(other) if other else "", rule.band_key]
    parts += [format_percent(rule.number) if rule.number is not None else "", Rule.Level(rule.level).label]
    return " ".join(part for part in parts if part)
