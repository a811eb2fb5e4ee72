"""Counts that leave the organism: which are hidden, with what would reveal them (decisions 19 and 59).

`hidden_cells` is the one way out for totals over organisms and for papers that mask. What it finds depends on tables
and their threshold only: it is computed once for the same ones, and kept.
"""

from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from hashlib import sha256
from typing import TypeVar

from django.conf import settings
from django.template import Library
from django.utils.translation import gettext_noop

from roriq_portal.files.spreadsheets import Table
from roriq_portal.serving.remembered import Remembered
from services.masking.audiences import Audience
from services.masking.protection import protect
from services.masking.signs import small_words
from services.masking.tables import Key, Tables

register = Library()
# What a paper that explains itself prints; a table over organisms prints the sign of services/masking/signs.py
MASKED = gettext_noop("masqué")
K = TypeVar("K", bound=Hashable)
# Another way of choosing the cells takes another number: what was kept is then computed again
EDITION = 2
KEPT_SECONDS = 3 * 24 * 60 * 60
CHOSEN = Remembered(KEPT_SECONDS)


def threshold_of(audience: Audience) -> int:
    """Return the least number that an audience reads of a count: the setting in force (decision 64)."""
    return settings.MASKING_THRESHOLDS[audience.value]


@register.simple_tag
def small_counts(audience: str) -> str:
    """Return « de 1 à 4 »: which counts an audience does not read today."""
    return small_words(threshold_of(Audience(audience)))


@register.filter
def as_small_counts(threshold: int) -> str:
    """Return « de 1 à 4 »: which counts a paper hides that was made under this threshold."""
    return small_words(threshold)


def is_small(value: Decimal | int, audience: Audience) -> bool:
    """Whether an audience does not read a count because it is few."""
    return 0 < value < threshold_of(audience)


def hidden_parts(parts: Mapping[K, Decimal | int], audience: Audience) -> set[K]:
    """Return the parts of a shown total to hide: the small ones, and a second one where a single one could be deduced.

    For a table alone, which nothing else ties. Zeros stay: they say nothing of anybody, and give nothing away.
    """
    small = {key for key, value in parts.items() if is_small(value, audience)}
    others = [key for key, value in parts.items() if value and key not in small]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda key: (parts[key], str(key))))
    return small


def hidden_cells(
    tables: Mapping[K, Tables], audience: Audience, *, scales: Mapping[K, int] | None = None
) -> dict[K, frozenset[Key]]:
    """Return, for each of these tables, the cells that its audience does not read: the same in whatever order it is.

    `scales`: what the values of a table were multiplied by, to be whole numbers; its threshold is too.
    """
    thresholds = {name: threshold_of(audience) * (scales or {}).get(name, 1) for name in tables}
    tables = {name: table.in_order() for name, table in tables.items()}
    names = {name: _address(table, thresholds[name]) for name, table in tables.items()}
    ranks_before = CHOSEN.get_many(names.values())
    hidden_of: dict[K, frozenset[Key]] = {}
    for name, table in tables.items():
        keys = list(table.cells)
        ranks = ranks_before.get(names[name])
        if ranks is None:
            hidden = protect(table, thresholds[name]).hidden
            ranks = [rank for rank, key in enumerate(keys) if key in hidden]
            CHOSEN.set(names[name], ranks)
        hidden_of[name] = frozenset(keys[rank] for rank in ranks)
    return hidden_of


def scale_of(values: Iterable[Decimal]) -> int:
    """Return what makes whole numbers of these values: hours have hundredths."""
    return 1 if all(value == value.to_integral_value() for value in values) else 100


def _address(tables: Tables, threshold: int) -> str:
    ranks = {key: rank for rank, key in enumerate(tables.cells)}
    cells = [
        (cell.value, cell.standing.value, cell.weight, cell.is_sensitive, cell.stays_hidden)
        for cell in tables.cells.values()
    ]
    # Written by rank, not by key: half the time on a page of thirty indicators
    sums = [(ranks[row.total], *[ranks[part] for part in row.parts]) for row in tables.sums]
    said = repr((threshold, list(tables.cells), cells, sums))
    return f"masks-{EDITION}-{sha256(said.encode()).hexdigest()}"


def signs_table(signs: Iterable[tuple[str, str]]) -> Table:
    """Return the table that ends a file: what each of its signs says."""
    return Table("Signes", ("Signe", "Ce qu’il dit"), list(signs))
