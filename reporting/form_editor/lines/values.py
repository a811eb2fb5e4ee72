"""What the form of a line shows: its columns and rows, by the name of their boxes."""

from decimal import Decimal
from typing import Any

from reporting.form_editor.lines.rows import BAND, COMPUTED, RULE, TERM
from reporting.form_editor.lines.vocabulary import category_key
from reporting.models import Line

COLUMNS = (
    "number", "words", "words_en", "hint", "hint_en", "unit", "kind", "component", "source", "scope", "place",
    "required", "max_chars", "window", "for_each",
)  # fmt: skip
RELATED = (
    "terms__indicator", "terms__categories__dimension", "line_terms__other", "bands__dimension",
    "bands__categories__dimension", "rules__other",
)  # fmt: skip


def line_values(line: Line, before: Line | None) -> dict[str, Any]:
    """Return the values of a line, read with RELATED; `before`: the line before it in its section."""
    values = {name: getattr(line, name) for name in COLUMNS}
    values["stands"] = f"l:{before.key}" if before else f"s:{line.section.key}"
    values["parent"] = line.parent.key if line.parent else ""
    # A choice is compared with what its box sends
    values["priority"] = str(line.priority_id or "")
    values["component"] = str(line.component or "")
    values["categories"] = shared_categories(line) or []
    rows = {TERM: _terms(line), COMPUTED: _computed(line), BAND: _bands(line), RULE: _rules(line)}
    for kind, given in rows.items():
        for rank, row in enumerate(given):
            values |= {f"{kind}-{rank}-{name}": value for name, value in row.items()}
    return values


def shared_categories(line: Line) -> list[str] | None:
    """Return the categories that narrow a line; None where its terms have different ones, which a file may say."""
    chosen = {tuple(sorted(category_key(row) for row in term.categories.all())) for term in line.terms.all()}
    if len(chosen) > 1:
        return None
    return list(next(iter(chosen), ()))


def _terms(line: Line) -> list[dict[str, Any]]:
    rows = sorted(line.terms.all(), key=lambda term: (term.part, term.indicator.order))
    return [{"indicator": term.indicator.code, "part": term.part} for term in rows]


def _computed(line: Line) -> list[dict[str, Any]]:
    return [
        {
            "other": term.other.key,
            "sign": "moins" if term.is_subtracted else "plus",
            "reading": term.reading,
            "part": term.part,
        }
        for term in sorted(line.line_terms.all(), key=lambda term: term.pk)
    ]


def _bands(line: Line) -> list[dict[str, Any]]:
    return [
        {
            "key": band.key,
            "words": band.words,
            "words_en": band.words_en,
            "dimension": band.dimension.key if band.dimension else "",
            "from": band.age_from,
            "to": band.age_to,
            # Those of an age follow from its bounds
            "categories": [] if band.age_from is not None else [category_key(row) for row in band.categories.all()],
        }
        for band in line.bands.all()
    ]


def _rules(line: Line) -> list[dict[str, Any]]:
    return [
        {
            "op": rule.op,
            "other": rule.other.key if rule.other else "",
            "band": rule.band_key,
            "number": _shown(rule.number),
            "level": rule.level,
        }
        for rule in sorted(line.rules.all(), key=lambda rule: rule.pk)
    ]


def _shown(number: Decimal | None) -> Decimal | None:
    whole = number is not None and number == number.to_integral_value()
    return Decimal(int(number)) if number is not None and whole else number
