"""One section of a paper: figures with breakdowns, texts, money and files, all in words and plain numbers."""

import re
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

from reporting.lines.cells import cells_of
from reporting.lines.line_parts import UNANSWERED
from reporting.lines.presenters import AxisView, BandView, LineView, PastBox, SectionView, TargetView
from reporting.models import Line, Report
from reporting.papers.sections.small_counts import Hidden, axes_in_french, hide_small_counts, may_be_hidden
from roriq_portal.formats.days import period_again
from roriq_portal.formats.language import is_english, said
from roriq_portal.formats.numbers import BLANK, format_number, format_size, plain, round_number
from roriq_portal.formats.phrases import capital
from roriq_portal.formats.rates import round_ratio
from services.counting.answer_format import STATE_WORDS
from services.counting.masking import MASKED
from services.households.retention import is_one_household
from services.households.totals import RETENTION
from services.models.declaration import AnswerState

UNBROKEN = gettext_noop("Non ventilé")
DECIMALS = 6
# What parts of a line are called, at the head of a column (`LineView.part_noun`)
HEADS = (
    *(gettext_noop("Entente"), gettext_noop("Volet"), gettext_noop("MRC"), gettext_noop("Service")),
    *(gettext_noop("Bailleur"), gettext_noop("Motif"), gettext_noop("Poste")),
)
# « 2 ententes n. d. », as `LineView.left_out` and versions of before say it
LEFT_OUT = re.compile("(?P<number>\\d+) (?P<noun>[^,]+) n.\u00a0d.")


def section_content(section: SectionView, kind: str, *, hidden: Hidden | None = None) -> dict:
    """Return a section in the shape `reporting.pdf` prints. Money names its line unless the section has only one.

    `hidden`: what a form that asks that small counts of people be hidden does not print; None of any other form.
    """
    lines = section.lines
    return {
        "key": section.key,
        "title": section.title,
        "component": section.component,
        "priority": section.priority if kind == Report.Kind.FUNDER else "",
        "figures": [
            _without_small_counts(line, hidden) if hidden and may_be_hidden(line, hidden) else _figure(line)
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
    return hide_small_counts(_figure(line), hidden, axes_in_french(line))


def flat_answers(sections: list[SectionView], *, hidden: Hidden | None = None) -> dict[str, dict]:
    """Return line key → what it said, as data: what next year's report reads as its past.

    `shown`: as printed; `cells`: how each was answered.
    """
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
            "cells": cells_of(line),
        }
        for section in sections
        for line in section.lines
        if line.kind != Line.Kind.HEADING
    }


def _carried(*views: LineView | BandView) -> dict:
    """From which periods these answers were taken as they were; nothing is written where none was."""
    periods = list(dict.fromkeys(view.carried_from for view in views if view.carried_from))
    return {"carried": period_again(", ".join(periods))} if periods else {}


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
            *(_axis(axis, line) for axis in line.axes if axis.is_answered),
        ],
        **_carried(line),
        **({"days_words": line.days_words} if line.days_words else {}),
    }


def _left_out(line: LineView) -> str:
    """What a sum of other lines, or of the parts of a repeated one, leaves out; nothing of a whole sum."""
    return gettext("Somme partielle\u00a0: {}.").format(_left_out_again(line.left_out)) if line.left_out else ""


def _left_out_again(words: str) -> str:
    """Return in the language of now what a sum leaves out, « 1 entente n. d., 2 sans réponse »."""
    if not is_english():
        return words
    return LEFT_OUT.sub(_parts_unknown, words).replace(UNANSWERED, gettext(UNANSWERED))


def _parts_unknown(part: re.Match) -> str:
    """« 2 agreements n/a »: the English head of a column, and its plural."""
    number, is_plural = part["number"], part["number"] != "1"
    noun = said(capital(part["noun"].removesuffix("s" if is_plural else "")))
    noun = noun if noun.isupper() else noun.lower()
    return f"{number} {noun}{'s' if is_plural else ''} {said(STATE_WORDS[AnswerState.NOT_COLLECTED])}"


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
    return {"state": state, "text": said(MASKED), "number": None, "numerator": None, "denominator": None}


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
        "dimension": said(axis.words),
        "rows": [_row(band, line.past) for band in axis.bands],
        "rest": _rest(axis),
        "total": line.text,
        "past_total": line.past.text if line.past else "",
        **_carried(*axis.bands),
    }


def _parts(line: LineView) -> dict:
    """The parts of a repeated line, one each, in the shape of a breakdown: their sum is the line."""
    return {
        "dimension": _part_head(line),
        "rows": [_row(band, line.past) for band in line.parts],
        "rest": None,
        "total": line.text,
        "past_total": line.past.text if line.past else "",
        **_carried(*line.parts),
    }


def _row(band: BandView, past: PastBox | None) -> dict:
    return {
        "key": band.key,
        "words": said(band.words, band.words_en),
        "text": band.text,
        "number": band.number,
        "past": past.band(band.key) if past else "",
        "past_number": plain(past.band_values.get(band.key)) if past else None,
    }


def _rest(axis: AxisView) -> dict | None:
    if not axis.unbroken and not axis.past_unbroken:
        return None
    rest, before = axis.unbroken, axis.past_unbroken
    return {
        "key": "",
        "words": said(UNBROKEN),
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
        rows += [_money_row(f"{begun}{said(band.words, band.words_en)}", [_band_cell(band)]) for band in parts]
        words = gettext("{}, total").format(line.words) if parts else line.words
        rows.append(_money_row(words, [_total(line)], bool(parts)))
    return {"columns": [gettext("Poste"), gettext("Montant")], "rows": rows}


def _money_by_agreement(lines: list[LineView]) -> dict:
    names = [said(band.words, band.words_en) for band in lines[0].bands]
    rows = [_money_row(name, [_band_cell(line.bands[index]) for line in lines]) for index, name in enumerate(names)]
    total = _money_row(gettext("Total"), [_total(line) for line in lines], True)
    return {"columns": [_part_head(lines[0]), *(line.words for line in lines)], "rows": [*rows, total]}


def _part_head(line: LineView) -> str:
    return said(capital(line.part_noun))


def _money_row(words: str, cells: list[dict], is_total: bool = False) -> dict:
    return {"words": words, "cells": cells, "is_total": is_total}


def _band_cell(band: BandView) -> dict:
    return {"text": band.text, "number": band.number, "note": "", **_carried(band)}


def _total(line: LineView) -> dict:
    """A sum says what it leaves out: « 137 000,50 $ », with the note « 1 entente n. d. »."""
    return {"text": line.text, "number": plain(line.value), "note": _left_out_again(line.left_out), **_carried(line)}


def _file(line: LineView, file) -> dict:
    return {"name": file.name, "kind": line.words, "size_words": format_size(file.size), "sha256": file.sha256}
