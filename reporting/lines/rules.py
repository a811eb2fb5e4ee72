"""The rules of a form over the lines of a report: what breaks them, in sentences with both figures."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from reporting.engine.form.spec import RuleSpec
from reporting.lines.answer_format import format_box
from reporting.lines.before.filed_before import FiledAnswer, FiledBefore
from reporting.lines.missing import Missing
from reporting.lines.presenters import LineView, label
from reporting.models import Line, Rule
from roriq_portal.formats.numbers import SPACE, Exact, format_number
from roriq_portal.formats.phrases import of_period
from roriq_portal.formats.rates import format_percent, format_rate
from services.counting.achievement import measure_of
from services.models.declaration import AnswerState

UNKNOWN = (AnswerState.NOT_COLLECTED, AnswerState.NOT_APPLICABLE)
COLON = f"{SPACE}:"


@dataclass(frozen=True)
class RuleContext:
    """What rules read: the lines by key, how many days the period has, and what earlier reports filed."""

    lines: dict[str, LineView]
    days: int | None
    filed: FiledBefore


def check_rules(rules: Iterable[RuleSpec], context: RuleContext) -> list[Missing]:
    """Return the rules that do not hold; a rule of a line that is not offered waits."""
    return [
        missing(context.lines[rule.line_key], words, rule.level, rule.band_key)
        for rule in rules
        if rule.line_key in context.lines
        for words in CHECKERS[rule.op](rule, context.lines[rule.line_key], context)
    ]


def missing(line: LineView, words: str, level: str = "error", band_key: str = "", is_wrong: bool = True) -> Missing:
    """Return a sentence about a line, begun by its number."""
    return Missing(line.line.section, line.key, f"{label(line)}{COLON} {words}", level, band_key, is_wrong)


def _passes_whole(line: LineView, other: LineView) -> bool:
    """Two rates compare as rates, whatever their terms are."""
    if line.kind == other.kind == Line.Kind.RATIO:
        return _exceeds(line.achievement.result, other.achievement.result)
    return _exceeds(line.value, other.value)


def _exceeds(part: Exact | None, whole: Exact | None) -> bool:
    return part is not None and whole is not None and part > whole


def _at_most_line(rule: RuleSpec, line: LineView, context: RuleContext) -> list[str]:
    """A part never passes its whole, nor is it known of a whole that nobody knows."""
    other = context.lines.get(rule.other_key)
    if other is None or not (_passes_whole(line, other) or (line.value and other.state in UNKNOWN)):
        return []
    if other.state in UNKNOWN:
        words = f"{line.text}, alors que {label(other)} est {other.text}\u00a0: le tout compte au moins sa partie."
        return [f"{words} Inscrivez le tout, ou ne donnez pas la partie."]
    return [f"{line.text} dépasse {label(other)}, qui compte {other.text}."]


def _not_above(rule: RuleSpec, line: LineView, context: RuleContext) -> list[str]:
    """Two numbers of which one bounds the other: each household has a person at least."""
    other = context.lines.get(rule.other_key)
    if other is None or not _passes_whole(line, other):
        return []
    return [f"{line.words}, {line.text}, dépasse {label(other)}, {other.words}, qui en compte {other.text}."]


def _at_most_days(rule: RuleSpec, line: LineView, context: RuleContext) -> list[str]:
    days = None if context.days is None else Decimal(context.days)
    if not _exceeds(line.value, days):
        return []
    return [f"{line.words}, {line.text}, dépasse les {format_number(days or 0)} jours de la période."]


def _at_most_share(rule: RuleSpec, line: LineView, context: RuleContext) -> list[str]:
    """A part (a band, or the whole line) of a whole (another line, or the line itself), in per cent."""
    other = context.lines.get(rule.other_key)
    band = next((band for band in line.bands if band.key == rule.band_key), None)
    part = band.value if band else line.value
    whole = other.value if other else line.value
    if not part or not whole or rule.number is None or part * 100 <= rule.number * whole:
        return []
    what = band.words if band else line.words
    share = format_rate(part, whole, thresholds=[rule.number])
    return [f"{what}, {share} du total\u00a0; la limite est de {format_percent(rule.number)}."]


def _is_explained(rule: RuleSpec, line: LineView, context: RuleContext) -> bool:
    """By a note beside the figure, or by the text the rule names."""
    other = context.lines.get(rule.other_key)
    return bool(line.note.strip() or (other and other.narrative.strip()))


def _explain_over(rule: RuleSpec, line: LineView, context: RuleContext) -> list[str]:
    target, most = line.target, rule.number
    result = line.achievement.result
    if not target or not target.value or most is None or result is None or _is_explained(rule, line, context):
        return []
    aim = Fraction(target.value)
    if abs(Fraction(result) - aim) * 100 <= Fraction(most) * aim:
        return []
    reached = format_rate(result, target.value, thresholds=[100 - most, 100 + most])
    words = format_box(line.kind, line.state, line.value, line.denominator)
    return [f"{words} pour une cible de {target.text}, soit {reached}. Dites pourquoi."]


def _not_below_last(rule: RuleSpec, line: LineView, context: RuleContext) -> list[str]:
    """A number that only grows never falls below what the last report filed of the same line."""
    before = _filed_before(line, context)
    if before is None:
        return []
    now, then = measure_of(line.value, line.denominator), measure_of(before.value, before.denominator)
    if now is None or then is None or now >= then:
        return []
    return [f"{line.text} {line.period_words}, moins que {_as_filed(before)}. Ce nombre ne baisse pas."]


def _explain_change(rule: RuleSpec, line: LineView, context: RuleContext) -> list[str]:
    """A change of more than so many per cent of what the last report filed; from zero, any."""
    before = _filed_before(line, context)
    if before is None or rule.number is None or _is_explained(rule, line, context):
        return []
    now, then = measure_of(line.value, line.denominator), measure_of(before.value, before.denominator)
    if now is None or then is None or abs(now - then) * 100 <= Fraction(rule.number) * abs(then):
        return []
    words = (
        f"{line.text} {line.period_words}, à plus de {format_percent(rule.number)} d’écart avec {_as_filed(before)}."
    )
    return [f"{words} Dites pourquoi."]


def _filed_before(line: LineView, context: RuleContext) -> FiledAnswer | None:
    return context.filed.last_of(line.line, line.days) if line.days else None


def _as_filed(before: FiledAnswer) -> str:
    return f"ce que dit le rapport {of_period(before.words)}, {before.text}"


def _equal_parts(rule: RuleSpec, line: LineView, context: RuleContext) -> list[str]:
    """A line is the sum of its lines of the same unit; without any, of the bands of each of its breakdowns."""
    if line.value is None:
        return []
    children = [other for other in context.lines.values() if other.line.parent_key == line.key]
    parts = [child for child in children if child.line.unit == line.line.unit and child.line.is_number]
    if parts:
        names = ", ".join(label(part) for part in parts)
        return _differs(line, names, [(part.state, part.value) for part in parts])
    by_axis: dict[str, list] = {}
    for band in line.bands:
        by_axis.setdefault(band.dimension, []).append((band.state, band.value))
    words = {axis.key: axis.words for axis in line.axes}
    return [said for key, rows in by_axis.items() for said in _differs(line, words.get(key, "ses postes"), rows)]


def _differs(line: LineView, names: str, parts: list[tuple[str, Decimal | None]]) -> list[str]:
    """Nothing while a part is still a question, or unknown: that one may hold the rest."""
    if line.value is None or any(state in (AnswerState.BLANK, AnswerState.NOT_COLLECTED) for state, _ in parts):
        return []
    total = sum((value for _, value in parts if value is not None), Decimal(0))
    if total == line.value:
        return []
    summed = format_box(line.kind, AnswerState.VALUE if total else AnswerState.ZERO, total)
    return [f"{line.text} {line.period_words}, mais la somme de ses parties ({names}) est {summed}."]


Checker = Callable[[RuleSpec, LineView, RuleContext], list[str]]
CHECKERS: dict[str, Checker] = {
    Rule.Op.AT_MOST_LINE: _at_most_line,
    Rule.Op.NOT_ABOVE: _not_above,
    Rule.Op.AT_MOST_DAYS: _at_most_days,
    Rule.Op.AT_MOST_SHARE: _at_most_share,
    Rule.Op.EXPLAIN_OVER: _explain_over,
    Rule.Op.NOT_BELOW_LAST: _not_below_last,
    Rule.Op.EXPLAIN_CHANGE: _explain_change,
    Rule.Op.EQUAL_PARTS: _equal_parts,
}
