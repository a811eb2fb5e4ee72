"""The register of purposes, read from `tables/*.toml`: a line a table, or a group of its columns."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model

from privacy.register.durations import durations
from search.guidance.written_words import spaced

FOLDER = Path(__file__).parent / "tables"
RULES, WORDS = "rules.toml", "words.toml"
WHOSE_WORDS = {
    "users": "Personnes qui se servent du portail",
    "others": "Personnes sans compte",
    "none": "Aucun renseignement personnel",
}


@dataclass(frozen=True)
class Family:
    """What several tables share: purpose, legal ground, who reads, how long.

    `purge`: the rule that erases, `time` after `after`; blank where `why` says why nothing is erased. Durations are
    those of `durations.py`.
    """

    key: str
    words: str
    whose: str
    purpose: str
    ground: str
    readers: str
    keep: str
    after: str
    time: str
    purge: str
    why: str

    @property
    def whose_words(self) -> str:
        return WHOSE_WORDS[self.whose]


@dataclass(frozen=True)
class Line:
    """One table, or `columns` of it that are kept otherwise than the rest; what it holds, in words."""

    table: str
    columns: tuple[str, ...]
    holds: str
    family: Family


@dataclass(frozen=True)
class Purge:
    """A rule that erases: its words, and the periodic job that applies it."""

    key: str
    words: str
    job: str


@cache
def register() -> tuple[Line, ...]:
    """Return every line, family after family; a journal has one for each table whose versions it keeps."""
    return tuple(line for family, tables in _families() for line in _lines(family, tables))


def families() -> list[tuple[Family, list[Line]]]:
    """Return each family with its lines."""
    by_key: dict[str, tuple[Family, list[Line]]] = {}
    for line in register():
        by_key.setdefault(line.family.key, (line.family, []))[1].append(line)
    return list(by_key.values())


def purges() -> dict[str, Purge]:
    """Return the rules that erase, by their key."""
    spans = durations()
    return {key: Purge(key, row["words"].format(**spans), row["job"]) for key, row in rules()["purges"].items()}


@cache
def rules() -> dict[str, Any]:
    """Return what `rules.toml` says besides: rules of purge, whose row is whose, what is never given, who signed."""
    return tomllib.loads((FOLDER / RULES).read_text())


@cache
def column_words() -> dict[str, Any]:
    """Return what the columns of a person's rows are called, which stay inside, and what each role did."""
    return tomllib.loads((FOLDER / WORDS).read_text())


def journals() -> dict[str, type[Model]]:
    """Return the table of each journal, with the model whose versions it keeps."""
    tracked = {model._meta.db_table: getattr(model, "pgh_tracked_model", None) for model in apps.get_models()}
    return {table: model for table, model in tracked.items() if model is not None}


def _families() -> Iterator[tuple[Family, dict[str, Any]]]:
    spans = durations()
    for path in sorted(FOLDER.glob("*.toml")):
        for row in tomllib.loads(path.read_text()).get("family", ()):
            names = {name: row.get(name, "") for name in Family.__dataclass_fields__}
            names = {name: spaced(words.format(**spans)) for name, words in names.items()}
            yield Family(**names), row["tables"] | {"": row.get("journals", "")}


def _lines(family: Family, tables: dict[str, str]) -> Iterator[Line]:
    journal_words = tables.pop("")
    for name, holds in tables.items():
        table, _, columns = name.partition(":")
        yield Line(table, tuple(columns.split(",")) if columns else (), spaced(holds), family)
    if journal_words:
        for table, tracked in sorted(journals().items()):
            yield Line(table, (), f"{journal_words}\u00a0: {tracked._meta.verbose_name}.", family)
