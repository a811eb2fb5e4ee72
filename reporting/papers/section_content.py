"""One section of a paper: figures with breakdowns, texts, money and files, all in words and plain numbers."""

from decimal import Decimal

from reporting.lines.presenters import AxisView, BandView, LineView, PastBox, SectionView, TargetView
from reporting.models import Line, Report
from reporting.papers.small_counts import Hidden, counts_people, hide_small_counts
from roriq_portal.formats.numbers import BLANK, format_number, format_size, plain, round_number
from roriq_portal.formats.rates import round_ratio
from services.counting.masking import MASKED
from services.households.retention import is_one_household
from services.households.totals import RETENTION
from services.models.declaration import AnswerState

UNBROKEN = "Non ventilé"
DECIMALS = 6


def section_content(section: SectionView, kind: str, *, hidden: Hidden | None = None) -> dict:
    """Return a section in the shape `reporting.pdf` prints. Money names its line unless the section has only one.

    `hidden`: what a form that asks that counts of 1 to 4 people be hidden does not print; None of any other form.
    """
    lines = section.lines
    return {
        "key": section.key,
        "title": section.title,
        "component": section.component,
        "priority": section.priority if kind == Report.Kind.FUNDER else "",
        "figures": [
            _without_small_counts(line, hidden) if hidden and counts_people(line) else _figure(line)
            for line in lines
            if line.kind in (Line.Kind.FIGURE, Line.Kind.RATIO)
        ],
        "texts": [
            {"key": line.key, "words": line.words, "text": line.narrative or _said(line), **_carried(line)}
            for line in lines
            if line.kind == Line.Kind.TEXT
        ],
        "money": _money([line for line in lines if line.kind == Line.Kind.MONEY]),
        "files": [_file(line, file) for line in lines for file in line.files],
    }


def _without_small_counts(line: LineView, hidden: Hidden) -> dict:
    return hide_small_counts(_figure(line), is_hidden=line.key in hidden.now, was_hidden=line.key in hidden.before)


def flat_answers(sections: list[SectionView], *, hidden: Hidden | None = None) -> dict[str, dict]:
    """Return line key → what it said, as data: what next year's report reads as its past. `shown`: as printed."""
    masked = hidden.now if hidden else frozenset()
    return {
        line.key: {
            "state": line.state,
            "value": plain(line.value),
            "denominator": plain(line.denominator),
            "shown": MASKED if _tells_of_one(line, _cohort(line)) or line.key in masked else line.text,
            "text": line.narrative or line.note,
            "computed": plain(line.computed),
            "override_reason": line.override_reason,
            **_carried(line),
            **_days(line),
            **({"left_out": line.left_out} if line.left_out else {}),
            "bands": {band.key: {"state": band.state, "value": band.number} for band in line.bands},
        }
        for section in sections
        for line in section.lines
        if line.kind != Line.Kind.HEADING
    }


def _carried(*said: LineView | BandView) -> dict:
    """From which periods these answers were taken as they were; nothing is written where none was."""
    periods = list(dict.fromkeys(view.carried_from for view in said if view.carried_from))
    return {"carried": ", ".join(periods)} if periods else {}


def _days(line: LineView) -> dict:
    """The days that a line counts, the last one excluded, where they are not the report's; else nothing."""
    return {"days": [line.days.lower.isoformat(), line.days.upper.isoformat()]} if line.days_words and line.days else {}


def _said(line: LineView) -> str:
    return "" if line.state == AnswerState.BLANK else line.text


def _figure(line: LineView) -> dict:
    ratio = line.kind == Line.Kind.RATIO
    hides = _tells_of_one(line, _cohort(line))
    return {
        "key": line.number or line.key,
        "line_key": line.key,
        "words": line.words,
        "unit": "" if ratio else line.unit,
        "level": line.level,
        "value": _hidden(line.state) if hides else _value(line),
        "past": _past(line, line.past, ratio) if line.past else None,
        "target": _target(line.target) if line.target else None,
        **({"rate": "", "short": False} if hides else _achievement(line)),
        "note": " ".join(part for part in (line.override_reason, line.note, _left_out(line)) if part),
        "computed": line.computed_words if line.is_overridden and not hides else None,
        "bands": [
            *([_parts(line)] if line.parts else []),
            *(_axis(axis, line) for axis in line.axes if any(band.is_answered for band in axis.bands)),
        ],
        **_carried(line),
        **({"days_words": line.days_words} if line.days_words else {}),
    }


def _left_out(line: LineView) -> str:
    """What a sum of other lines, or of the parts of a repeated one, leaves out; nothing of a whole sum."""
    return f"Somme partielle\u00a0: {line.left_out}." if line.left_out else ""


def _target(target: TargetView) -> dict:
    """`number`: a share of a year's target may have no end of decimals."""
    return {
        "text": target.text,
        "number": plain(round_number(target.value, DECIMALS)),
        "was": target.was,
        "of_year": plain(target.of_year),
        "of_year_words": target.of_year_words,
    }


def _cohort(line: LineView) -> Decimal | int | None:
    """How many households a rate is of, also when nothing is known of any."""
    return line.retention.denominator if line.retention else line.denominator


def _tells_of_one(line: LineView, denominator: Decimal | int | None) -> bool:
    """Whether a retention would say what became of a single household: no paper prints it (decision 17)."""
    return is_one_household(denominator) and bool(RETENTION.keys() & set(line.line.codes))


def _value(line: LineView) -> dict:
    """The box of a line; `unknown`: how many households of its rate nobody knows about, when there are any."""
    box = _box(line.text, line.state, line.value, line.denominator, line.kind == Line.Kind.RATIO)
    return box | ({"unknown": line.retention.unknown} if line.retention and line.retention.unknown else {})


def _hidden(state: str) -> dict:
    return {"state": state, "text": MASKED, "number": None, "numerator": None, "denominator": None}


def _box(text: str, state: str, value: Decimal | None, denominator: Decimal | None, ratio: bool) -> dict:
    number = round_ratio(value, denominator) if ratio and value is not None and denominator else value
    return {
        "state": state,
        "text": text,
        "number": plain(number),
        "numerator": plain(value) if denominator else None,
        "denominator": plain(denominator),
    }


def _past(line: LineView, past: PastBox, ratio: bool) -> dict:
    if _tells_of_one(line, past.denominator):
        return _hidden(past.state)
    return _box(past.text, past.state, past.value, past.denominator, ratio)


def _achievement(line: LineView) -> dict:
    """Against the target, in per cent; `short` below 85 %."""
    reached = line.achievement
    return {"rate": "" if reached.share is None else reached.text, "short": reached.is_short}


def _axis(axis: AxisView, line: LineView) -> dict:
    """`rest` is what no band holds, now or the period before; None when there is none."""
    return {
        "dimension": axis.words,
        "rows": [_row(band, line.past) for band in axis.bands],
        "rest": _rest(axis),
        "total": line.text,
        "past_total": line.past.text if line.past else "",
        **_carried(*axis.bands),
    }


def _parts(line: LineView) -> dict:
    """The parts of a repeated line, one each, in the shape of a breakdown: their sum is the line."""
    return {
        "dimension": line.part_noun.capitalize(),
        "rows": [_row(band, line.past) for band in line.parts],
        "rest": None,
        "total": line.text,
        "past_total": line.past.text if line.past else "",
        **_carried(*line.parts),
    }


def _row(band: BandView, past: PastBox | None) -> dict:
    return {
        "key": band.key,
        "words": band.words,
        "text": band.text,
        "number": band.number,
        "past": band.past,
        "past_number": plain(past.band_values.get(band.key)) if past else None,
    }


def _rest(axis: AxisView) -> dict | None:
    if not axis.unbroken and not axis.past_unbroken:
        return None
    rest, before = axis.unbroken, axis.past_unbroken
    return {
        "key": "",
        "words": UNBROKEN,
        "text": BLANK if rest is None else format_number(rest),
        "number": plain(rest),
        "past": "" if before is None else format_number(before),
        "past_number": plain(before),
    }


def _money(lines: list[LineView]) -> dict | None:
    """Repeated lines: a row each, a column a question. Otherwise a row a part, then the total under its line's name.

    A part of a repeated line says of what: « Part de chaque bailleur, Services Québec ».
    """
    if not lines:
        return None
    repetitions = {line.line.for_each for line in lines}
    if len(repetitions) == 1 and "" not in repetitions:
        return _money_by_agreement(lines)
    rows = []
    for line in lines:
        parts = [band for band in line.bands if not band.dimension]
        begun = f"{line.words}, " if line.line.for_each else ""
        rows += [_money_row(f"{begun}{band.words}", [_band_cell(band)]) for band in parts]
        rows.append(_money_row(f"{line.words}, total" if parts else line.words, [_total(line)], bool(parts)))
    return {"columns": ["Poste", "Montant"], "rows": rows}


def _money_by_agreement(lines: list[LineView]) -> dict:
    names = [band.words for band in lines[0].bands]
    rows = [_money_row(name, [_band_cell(line.bands[index]) for line in lines]) for index, name in enumerate(names)]
    total = _money_row("Total", [_total(line) for line in lines], True)
    return {"columns": [lines[0].part_noun.capitalize(), *(line.words for line in lines)], "rows": [*rows, total]}


def _money_row(words: str, cells: list[dict], is_total: bool = False) -> dict:
    return {"words": words, "cells": cells, "is_total": is_total}


def _band_cell(band: BandView) -> dict:
    return {"text": band.text, "number": band.number, "note": "", **_carried(band)}


def _total(line: LineView) -> dict:
    """A sum says what it leaves out: « 137 000,50 $ », with the note « 1 entente n. d. »."""
    return {"text": line.text, "number": plain(line.value), "note": line.left_out, **_carried(line)}


def _file(line: LineView, file) -> dict:
    return {"name": file.name, "kind": line.words, "size_words": format_size(file.size), "sha256": file.sha256}
