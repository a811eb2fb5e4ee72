"""Counts of 1 to 4 people hidden on the paper of a form that asks it, with what would give them away. Pure."""

from collections.abc import Mapping
from decimal import Decimal

from reporting.lines.presenters import LineView
from roriq_portal.formats.language import said
from roriq_portal.formats.numbers import decimal_or_none
from services.counting.masking import MASKED, hidden_parts, is_small

PEOPLE = ("personne", "famille", "ménage")


def counts_people(line: LineView) -> bool:
    """Whether a small number of this line could let somebody be recognised."""
    return line.line.unit.split(" ")[0] in PEOPLE


def is_hidden(line: LineView) -> bool:
    """Whether the number of a line is hidden; of a rate, when one of its terms, or what lies between them, is small."""
    if not counts_people(line) or line.value is None:
        return False
    others = [] if line.denominator is None else [line.denominator, line.denominator - line.value]
    return any(is_small(number) for number in (line.value, *others))


def hide_small_counts(figure: dict) -> dict:
    """Return the figure of a paper, of a line that counts people, without what is small or gives it away."""
    now, before = figure["value"], figure["past"]
    axes = [_hide_parts(axis, now, before) for axis in figure["bands"]]
    is_masked = _is_small_box(now)
    more = {"rate": "", "short": False} if is_masked else {}
    # What records counted is in words: nothing tells whether it is small
    more["computed"] = None
    return {**figure, "value": _box(now), "past": _box(before) if before else None, "bands": axes, **more}


def _is_small_box(box: Mapping | None) -> bool:
    part, over = (decimal_or_none((box or {}).get(name)) for name in ("numerator", "denominator"))
    if part is not None and over is not None:
        return any(is_small(number) for number in (part, over, over - part))
    number = decimal_or_none((box or {}).get("number"))
    return number is not None and is_small(number)


def _box(box: dict) -> dict:
    if not _is_small_box(box):
        return box
    return {"state": box["state"], "text": said(MASKED), "number": None, "numerator": None, "denominator": None}


def _hide_parts(axis: dict, now: dict, before: dict | None) -> dict:
    rows = [*axis["rows"], *([axis["rest"]] if axis["rest"] else [])]
    for number, text, total in (("number", "text", now), ("past_number", "past", before)):
        hidden = _hidden_keys(rows, number, is_whole_hidden=_is_small_box(total))
        rows = [row | ({number: None, text: said(MASKED)} if row["key"] in hidden else {}) for row in rows]
    parts = {"rows": rows[: len(axis["rows"])], "rest": rows[-1] if axis["rest"] else None}
    totals = {"total": _box(now)["text"], "past_total": _box(before)["text"] if before else axis["past_total"]}
    return {**axis, **parts, **totals}


def _hidden_keys(rows: list[dict], number: str, *, is_whole_hidden: bool) -> set[str]:
    """The parts of a hidden whole give it away together: all of them are hidden, zeros too."""
    known: dict[str, Decimal] = {}
    for row in rows:
        value = decimal_or_none(row[number])
        if value is not None:
            known[row["key"]] = value
    return set(known) if is_whole_hidden else hidden_parts(known)
