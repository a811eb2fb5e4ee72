"""What is missing or does not hold in a report's lines, as sentences. The list the page shows is the list that refuses."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from reporting.evaluate import AskReason
from reporting.lineviews import LineView, Missing, label
from reporting.models import Line, Rule
from reporting.numerals import SPACE, percent, say_answer, say_number
from reporting.outline import RuleSpec
from services.models.declaration import AnswerState

COLON = f"{SPACE}:"


def check_lines(lines: list[LineView], rules: Iterable[RuleSpec]) -> list[Missing]:
    """Return everything that is missing or contradictory in these lines, in their order, errors and warnings mixed."""
    by_key = {line.key: line for line in lines}
    found = [item for line in lines for check in CHECKS for item in check(line)]
    found += [item for rule in rules if rule.line_key in by_key for item in _check_rule(rule, by_key)]
    order = {line.key: index for index, line in enumerate(lines)}
    return sorted(found, key=lambda item: order[item.line_key])


def missing(line: LineView, words: str, level: str = "error", band_key: str = "") -> Missing:
    """Return a sentence about a line, begun by its number."""
    return Missing(line.line.section, line.key, f"{label(line)}{COLON} {words}", level, band_key)


def _unanswered(line: LineView) -> list[Missing]:
    if not line.line.required or line.is_answered:
        return []
    parts = [band for band in line.bands if not band.dimension and not band.is_answered]
    if parts:
        return [missing(line, f"{band.words}, sans réponse.", band_key=band.key) for band in parts]
    return [missing(line, _what_to_answer(line))]


def _what_to_answer(line: LineView) -> str:
    if line.kind == Line.Kind.FILE:
        return f"{line.words}, pièce à joindre."
    if line.kind == Line.Kind.TEXT:
        return f"{line.words}, texte à écrire."
    if line.ask and line.ask.reason == AskReason.NO_RECORD:
        return "aucune activité ne le compte. Inscrivez un nombre, ou confirmez 0, s.\u00a0o. ou n.\u00a0d."
    if line.ask and line.ask.lower_bound:
        return (
            f"vos activités en nomment {line.ask.lower_bound}, et {line.ask.unnamed} n’en nomment pas. "
            "Inscrivez le nombre."
        )
    return f"{line.words}, sans réponse."


def _too_long(line: LineView) -> list[Missing]:
    most, count = line.line.max_chars, len(line.narrative)
    if line.kind != Line.Kind.TEXT or not most or count <= most:
        return []
    return [missing(line, f"ce texte compte {say_number(count)} signes, la limite est de {say_number(most)}.")]


def _above_total(line: LineView) -> list[Missing]:
    value = line.value or Decimal(0)
    return [
        missing(line, f"la ventilation compte {say_number(axis.total)}, le total en compte {say_number(value)}.")
        for axis in line.axes
        if axis.total > value and any(band.is_answered for band in axis.bands)
    ]


def _axis_asked(line: LineView) -> list[Missing]:
    if not line.value:
        return []
    return [
        missing(line, f"{axis.words}, sans ventilation. Le total reste bon.", "warning")
        for axis in line.axes
        if axis.is_asked and not any(band.is_answered for band in axis.bands)
    ]


def _below_bound(line: LineView) -> list[Missing]:
    bound = line.ask.lower_bound if line.ask else None
    if not bound or line.state not in (AnswerState.VALUE, AnswerState.ZERO) or line.value >= bound:
        return []
    return [missing(line, f"{say_number(line.value)} inscrits, alors que vos activités en nomment {bound}.")]


def _override(line: LineView) -> list[Missing]:
    if not line.is_overridden:
        return []
    if not line.override_reason:
        return [missing(line, f"les activités donnent {line.computed_words}. Dites pourquoi vous corrigez ce nombre.")]
    if line.answer.computed_value == line.computed:
        return []
    said = f"vous avez inscrit {line.text}\u00a0; vos activités donnent maintenant {line.computed_words}. Relisez-le."
    return [missing(line, said, "warning")]


def _waiting_comment(line: LineView) -> list[Missing]:
    return [missing(line, "un commentaire attend votre réponse.", "warning") for _ in line.open_comments[:1]]


CHECKS: tuple[Callable[[LineView], list[Missing]], ...] = (
    _unanswered,
    _too_long,
    _above_total,
    _axis_asked,
    _below_bound,
    _override,
    _waiting_comment,
)


def _exceeds(part: Decimal | None, whole: Decimal | None) -> bool:
    return part is not None and whole is not None and part > whole


def _check_rule(rule: RuleSpec, by_key: dict[str, LineView]) -> list[Missing]:
    line, other = by_key[rule.line_key], by_key.get(rule.other_key)
    checker = {
        Rule.Op.AT_MOST_LINE: _at_most_line,
        Rule.Op.AT_MOST_SHARE: _at_most_share,
        Rule.Op.EXPLAIN_OVER: _explain_over,
    }[rule.op]
    return [missing(line, words, rule.level, rule.band_key) for words in checker(rule, line, other)]


def _at_most_line(rule: RuleSpec, line: LineView, other: LineView | None) -> list[str]:
    if other is None or not _exceeds(line.value, other.value):
        return []
    return [f"{line.text} dépasse {label(other)}, qui compte {other.text}."]


def _at_most_share(rule: RuleSpec, line: LineView, other: LineView | None) -> list[str]:
    """A part (a band, or the whole line) of a whole (another line, or the line itself), in per cent."""
    band = next((band for band in line.bands if band.key == rule.band_key), None)
    part = band.value if band else line.value
    whole = other.value if other else line.value
    if not part or not whole or part * 100 <= rule.number * whole:
        return []
    what = band.words if band else line.words
    return [f"{what}, {percent(part, whole)}\u00a0% du total\u00a0; la limite est de {say_number(rule.number)}\u00a0%."]


def _explain_over(rule: RuleSpec, line: LineView, other: LineView | None) -> list[str]:
    """Explained by a note beside the figure, or by the text the rule names."""
    target = line.target.value if line.target else None
    if not target or line.value is None or line.note.strip() or (other and other.narrative.strip()):
        return []
    result = line.value * 100 / line.denominator if line.denominator else line.value
    if abs(result - target) * 100 <= rule.number * target:
        return []
    reached = percent(result, target)
    words = say_answer(line.kind, line.state, line.value, line.denominator)
    return [f"{words} pour une cible de {line.target.text}, soit {reached}\u00a0%. Dites pourquoi."]
