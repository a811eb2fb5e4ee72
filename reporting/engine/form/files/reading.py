"""A form file read: every fault of it said at once, or the form that can be written. Writes nothing."""

from collections import Counter
from collections.abc import Iterator

from reporting.engine.form.faults import form_faults
from reporting.engine.form.files.form_file import (
    BAND_DEFAULTS,
    LINE_DEFAULTS,
    LINE_TERM_DEFAULTS,
    RULE_DEFAULTS,
    SECTION_DEFAULTS,
    TERM_DEFAULTS,
    VERSION_DEFAULTS,
    FormFaults,
    FormFile,
)
from reporting.engine.form.files.plain_specs import spec_of
from reporting.engine.form.files.shape import shape_faults
from reporting.engine.form.files.vocabulary import Vocabulary, read_vocabulary
from reporting.models import Line
from roriq_portal.formats.numbers import plain

ANNUAL = "annual"


def read_form(data: object, vocabulary: Vocabulary | None = None) -> FormFile | FormFaults:
    """Return the form of a file's content, or every sentence that says why it is none.

    First its shape, by the schema shipped beside the forms; then what it names; then what keeps a form from being
    published.
    """
    if faults := shape_faults(data):
        return FormFaults(tuple(faults))
    assert isinstance(data, dict)
    vocabulary = vocabulary or read_vocabulary()
    if faults := list(_unknown_names(data, vocabulary)):
        return FormFaults(tuple(faults))
    asked = resolve(data, vocabulary)
    form_spec = spec_of(asked, vocabulary)
    faults_of_lines = form_faults(form_spec, language=asked["language"], has_agreement=data["programme"] is not None)
    if faults_of_lines:
        return FormFaults(tuple(fault.words for fault in faults_of_lines))
    return FormFile(data["programme"], tuple(data["templates"]), asked, form_spec)


def resolve(data: dict, vocabulary: Vocabulary) -> dict:
    """Return the sections, lines and rules of a file with every field said."""
    sections = [SECTION_DEFAULTS | section for section in data["sections"]]
    components = {section["key"]: section["component"] for section in sections}
    lines = [resolve_line(line, vocabulary, components.get(line["section"])) for line in data["lines"]]
    rules = [RULE_DEFAULTS | rule | {"number": _number(rule.get("number"))} for rule in data["rules"]]
    version = {name: data.get(name, default) for name, default in VERSION_DEFAULTS.items()}
    return {**version, "sections": sections, "lines": lines, "rules": rules}


def resolve_line(line: dict, vocabulary: Vocabulary, component: int | None = None) -> dict:
    """Return a line with all its fields; its first indicator gives number, words, unit and source by default."""
    terms = [{"indicator": code} for code in line.get("indicators", [])] + line.get("terms", [])
    fields = LINE_DEFAULTS | {"component": component}
    if terms:
        first = vocabulary.indicators[terms[0]["indicator"]]
        words = vocabulary.words[first.code]
        fields |= {"number": first.code, "words": words, "unit": first.unit, "source": first.source}
    made = {
        "number": line.get("number") or fields["number"],
        "terms": sorted((_term(term) for term in terms), key=lambda term: _rank(term, vocabulary)),
        "line_terms": [LINE_TERM_DEFAULTS | term for term in line.get("line_terms", [])],
        "bands": list(_bands(line.get("bands", []), vocabulary)),
    }
    return fields | {name: value for name, value in line.items() if name != "indicators"} | made


def _bands(bands: list, vocabulary: Vocabulary) -> Iterator[dict]:
    """A band is spelled, or is a set of the shared ones by its name. Ages say which categories lie in them."""
    for band in bands:
        shared: dict = vocabulary.bands[band] if isinstance(band, str) else {"dimension": None, "bands": [band]}
        for row in shared["bands"]:
            full = BAND_DEFAULTS | {"dimension": shared["dimension"]} | row
            yield full | {"categories": [] if full["age_from"] is not None else sorted(set(full["categories"]))}


def _term(term: dict) -> dict:
    once = {tuple(pair) for pair in term.get("categories", [])}
    return TERM_DEFAULTS | term | {"categories": [list(pair) for pair in sorted(once)]}


def _rank(term: dict, vocabulary: Vocabulary) -> tuple[int, str]:
    """Terms stand in the order of the catalogue, whatever the order in which a file names them."""
    return vocabulary.indicators[term["indicator"]].order, term["part"]


def _number(value) -> str | None:
    return plain(value) if value not in (None, "") else None


def _unknown_names(data: dict, vocabulary: Vocabulary) -> Iterator[str]:
    """Names of things that exist nowhere, and keys that stand twice."""
    programme = data["programme"]
    if programme is not None and programme not in vocabulary.programmes:
        yield f"Le programme «\u00a0{programme}\u00a0» n’existe pas ici\u00a0: ajoutez-le d’abord."
    for row in data["templates"]:
        if (row["kind"] == ANNUAL) != (programme is None):
            yield f"{row['name']}\u00a0: le rapport annuel n’a pas de programme, tout autre gabarit en a un."
    for what, rows in (("lignes", data["lines"]), ("sections", data["sections"]), ("gabarits", data["templates"])):
        for key, times in Counter(row["key"] for row in rows).items():
            if times > 1:
                yield f"Deux {what} ont la même clé\u00a0: {key}."
    sections, lines = ({row["key"] for row in data[name]} for name in ("sections", "lines"))
    for line in data["lines"]:
        yield from _unknown_in_line(line, programme, sections, lines, vocabulary)
    for rule in data["rules"]:
        for key in filter(None, (rule["line"], rule.get("other"))):
            if key not in lines:
                yield f"Une règle vise une ligne absente de ce gabarit\u00a0: {key}."


def _unknown_in_line(
    line: dict, programme: str | None, sections: set[str], lines: set[str], vocabulary: Vocabulary
) -> Iterator[str]:
    about = f"La ligne {line.get('number') or line['key']}"
    if line["section"] not in sections:
        yield f"{about} est dans une section absente\u00a0: {line['section']}."
    if line.get("parent") == line["key"]:
        yield f"{about} est sous elle-même."
    if line.get("parent") and line["parent"] not in lines:
        yield f"{about} est sous une ligne absente\u00a0: {line['parent']}."
    if line.get("priority") and (programme, line["priority"]) not in vocabulary.priorities:
        yield f"{about} répond à une priorité que le programme n’a pas\u00a0: {line['priority']}."
    if line.get("kind") == Line.Kind.TEXT and not line.get("max_chars"):
        yield f"{about} est un texte sans limite\u00a0: dites combien de signes (max_chars)."
    terms = line.get("terms", [])
    codes = [*line.get("indicators", []), *(term["indicator"] for term in terms)]
    for code in codes:
        if code not in vocabulary.indicators:
            yield f"{about} compte un indicateur inconnu\u00a0: {code}."
    if not codes and not line.get("words"):
        yield f"{about} n’a ni indicateur ni mots."
    for term in line.get("line_terms", []):
        if term["line"] not in lines:
            yield f"{about} se calcule d’après une ligne absente\u00a0: {term['line']}."
    yield from _unknown_in_bands(about, terms, line.get("bands", []), vocabulary)


def _unknown_in_bands(about: str, terms: list[dict], bands: list, vocabulary: Vocabulary) -> Iterator[str]:
    named = [tuple(pair) for term in terms for pair in term.get("categories", [])]
    for band in bands:
        if isinstance(band, str):
            if band not in vocabulary.bands:
                yield f"{about} nomme des tranches inconnues\u00a0: {band}."
            continue
        dimension = band.get("dimension")
        if dimension is not None and dimension not in vocabulary.dimensions:
            yield f"{about} a une tranche d’une ventilation inconnue\u00a0: {dimension}."
        named += [(dimension, key) for key in band.get("categories", [])]
    for dimension, key in named:
        if (dimension, key) not in vocabulary.categories:
            yield f"{about} nomme une catégorie inconnue\u00a0: {dimension}, {key}."
