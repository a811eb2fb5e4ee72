"""What the portal says through gettext, read from its modules and templates, beside what the catalogue knows."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.utils.translation import templatize

from agreements.models import Funder, Requirement
from organisms.models import Component
from reporting.models import Receipt, Report
from reporting.workflow.status import WORDS
from roriq_portal.formats.catalogue import SOURCE

ROOT = Path(__file__).resolve().parent.parent
APPS = ("agreements", "network", "organisms", "reporting", "roriq_portal", "services")
REFERENCE = ROOT / "reporting" / "management" / "reference"
FUNCTIONS = {"gettext", "gettext_noop", "gettext_lazy", "_"}
# How Django writes what a template says
CALL = re.compile(r"\b(?:gettext|_)\((u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")\)")


def in_module(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant))


def in_template(source: str) -> Iterator[str]:
    yield from map(ast.literal_eval, CALL.findall(templatize(source)))


def said_through_gettext() -> dict[str, str]:
    """Return each message with the first file that says it."""
    found: dict[str, str] = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            for words in in_module(path.read_text(encoding="utf-8")):
                found.setdefault(words, str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt", ".svg"}:
            for words in in_template(path.read_text(encoding="utf-8")):
                found.setdefault(words, str(path.relative_to(ROOT)))
    return found


def said_by_reference() -> dict[str, str]:
    """Return the words that stand in data and in choices of models, and that papers look up one by one."""
    vocabulary = json.loads((REFERENCE / "vocabulary.json").read_text(encoding="utf-8"))
    bands = json.loads((REFERENCE / "bands.json").read_text(encoding="utf-8"))
    words = {dimension["words"] for dimension in vocabulary["dimensions"]}
    words |= {row[name] for row in vocabulary["indicators"] for name in ("unit", "unit_plural")}
    words |= {band["words"] for axis in bands.values() for band in axis["bands"] if not band.get("words_en")}
    choices = [*Requirement.Kind.labels, *Component.labels, *Receipt.State.labels, *Report.State.labels]
    choices += [*Funder.Kind.labels, *(name for name, *_ in WORDS["funder"].values())]
    return dict.fromkeys([*words, *map(str, choices)], "reference")


def known() -> Catalog:
    with SOURCE.open("rb") as text:
        return read_po(text, locale="en_CA", abort_invalid=True)
