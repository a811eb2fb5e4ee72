"""The shape of a form file, checked against the schema shipped beside the forms: a French sentence for each fault.

Only the words of JSON Schema that the schema uses are read: type, const, enum, required, properties, items, the
lengths of texts and lists, pattern, and the bounds of numbers.
"""

import re
from collections.abc import Iterator
from functools import cache

from reporting.engine.form.files.form_file import FORMAT
from reporting.engine.form.files.sources import read_source
from roriq_portal.formats.numbers import format_number

SCHEMA = "form.schema.json"
NOT_OURS = "Ce fichier n’est pas un formulaire du portail\u00a0: il ne commence pas par «\u00a0format\u00a0: {}\u00a0»."
MOST_SAID = 20
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "boolean": (bool,), "integer": (int,),
    "number": (int, float), "null": (type(None),),
}  # fmt: skip
WORDS = {
    "object": "un groupe", "array": "une liste", "string": "un texte", "boolean": "vrai ou faux",
    "integer": "un nombre entier", "number": "un nombre", "null": "rien",
}  # fmt: skip


@cache
def schema() -> dict:
    return read_source(SCHEMA)


def shape_faults(data: object) -> list[str]:
    """Return what keeps this content from being a form file, twenty sentences at most."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        return [NOT_OURS.format(FORMAT)]
    faults = list(_faults(data, schema(), ""))
    return faults[:MOST_SAID]


def _faults(value: object, rule: dict, place: str) -> Iterator[str]:
    rule = _followed(rule)
    where = f"{place}\u00a0: " if place else ""
    types = _types(rule)
    if types and not any(_is(value, name) for name in types):
        yield f"{where}il faut {' ou '.join(WORDS[name] for name in types)}."
        return
    if "enum" in rule and value not in rule["enum"]:
        yield f"{where}«\u00a0{_short(value)}\u00a0» n’est pas un choix connu."
    if isinstance(value, str):
        yield from _text_faults(value, rule, where)
    elif isinstance(value, list):
        yield from _list_faults(value, rule, place)
    elif isinstance(value, dict):
        yield from _group_faults(value, rule, place)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _number_faults(value, rule, where)


def _followed(rule: dict) -> dict:
    """Return the rule that `$ref` names, « #/$defs/line »."""
    while "$ref" in rule:
        rule = schema()["$defs"][rule["$ref"].rpartition("/")[2]]
    return rule


def _types(rule: dict) -> list[str]:
    types = rule.get("type", [])
    return [types] if isinstance(types, str) else types


def _is(value: object, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name])


def _text_faults(value: str, rule: dict, where: str) -> Iterator[str]:
    most = rule.get("maxLength")
    if most is not None and len(value) > most:
        yield f"{where}{format_number(len(value))} signes, la limite est de {format_number(most)}."
    if len(value) < rule.get("minLength", 0):
        yield f"{where}il manque un texte."
    if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        yield f"{where}ce texte contient des signes qui ne s’enregistrent pas."
    if "pattern" in rule and value and not re.fullmatch(rule["pattern"], value):
        yield f"{where}«\u00a0{_short(value)}\u00a0» n’est pas écrit comme il faut."


def _list_faults(value: list, rule: dict, place: str) -> Iterator[str]:
    where, most = f"{place}\u00a0: " if place else "", rule.get("maxItems")
    if most is not None and len(value) > most:
        yield f"{where}{format_number(len(value))} éléments, la limite est de {format_number(most)}."
        return
    if len(value) < rule.get("minItems", 0):
        yield f"{where}la liste est vide."
    for rank, item in enumerate(value, 1):
        name = item["key"] if isinstance(item, dict) and isinstance(item.get("key"), str) else f"n°\u00a0{rank}"
        yield from _faults(item, rule.get("items", {}), f"{place}, {_short(name)}")


def _group_faults(value: dict, rule: dict, place: str) -> Iterator[str]:
    where = f"{place}\u00a0: " if place else ""
    known = rule.get("properties", {})
    for name in rule.get("required", []):
        if name not in value:
            yield f"{where}il manque «\u00a0{name}\u00a0»."
    for name, item in value.items():
        if name in known:
            yield from _faults(item, known[name], f"{place}, {name}" if place else name)
        elif rule.get("additionalProperties") is False:
            yield f"{where}«\u00a0{_short(name)}\u00a0» n’a pas de sens dans un formulaire."


def _number_faults(value: float, rule: dict, where: str) -> Iterator[str]:
    least, most = rule.get("minimum"), rule.get("maximum")
    if not (least if least is not None else value) <= value <= (most if most is not None else value):
        yield f"{where}{value} ne tient pas entre {least} et {most}."


def _short(value: object) -> str:
    """A value as a sentence quotes it: cut, and of signs that a page can send."""
    text = str(value).encode(errors="replace").decode()
    return text if len(text) <= 60 else f"{text[:60]}…"
