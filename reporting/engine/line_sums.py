"""Lines computed from other lines of their form: a sum, a difference, a share, a mean. Pure; never a guess."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

from reporting.engine.figures import Ask, AskReason, Figure, Origin
from reporting.engine.form.spec import FormSpec, LineSpec, LineTermSpec
from reporting.models import Line, LineTerm, Term
from roriq_portal.formats.language import said
from roriq_portal.formats.numbers import round_number
from services.models.declaration import AnswerState

MINUS = "−"
ALREADY_FILED = gettext_noop("{} des rapports déjà transmis de l’année")


@dataclass(frozen=True)
class Stated:
    """What a line says, whoever says it. `left_out`: what a partial sum leaves out; empty of a whole one."""

    state: str
    value: Decimal | None = None
    left_out: str = ""


NOTHING_FILED = Stated(AnswerState.ZERO, Decimal(0))


def order_of_sums(form_spec: FormSpec) -> list[LineSpec]:
    """Return the lines computed from others, each after those that it reads; one in a circle waits in no order."""
    waiting = {line.key: line for line in form_spec.lines if line.source == Line.Source.LINES}
    ordered: list[LineSpec] = []
    while waiting:
        ready = [line for line in waiting.values() if not any(term.line_key in waiting for term in line.line_terms)]
        for line in ready or list(waiting.values()):
            ordered.append(waiting.pop(line.key))
    return ordered


def sum_of_lines(
    line: LineSpec, form_spec: FormSpec, now: Mapping[str, Stated], filed: Mapping[str, Stated]
) -> Figure | Ask:
    """Return the figure of a line from what the others say, in this report and in those filed before, by line key.

    A line that still asks makes this one a question that names it. An unknown term (n. d.) makes the whole unknown:
    it is no zero. A term that does not apply (s. o.) adds nothing, and nothing but such terms does not apply either;
    nor does a share of zero. A mean is rounded to the decimals that its line may have.
    """
    asking = [term.line_key for term in line.line_terms if _said(term, now, filed).state == AnswerState.BLANK]
    if asking or not line.line_terms:
        labels = dict.fromkeys(label_of(form_spec, key) for key in asking)
        return Ask(AskReason.OTHER_LINES, lines=tuple(labels))
    origin = Origin("lines", words=formula(line, form_spec))
    totals = {part: _total(line, part, now, filed) for part in Term.Part.values}
    if line.kind != Line.Kind.RATIO and not line.is_mean:
        total = totals[Term.Part.VALUE]
        return Figure(total.value, origin, total.state, left_out=total.left_out)
    part, whole = totals[Term.Part.NUMERATOR], totals[Term.Part.DENOMINATOR]
    states = (part.state, whole.state)
    for unknown in (AnswerState.NOT_COLLECTED, AnswerState.NOT_APPLICABLE):
        if unknown in states:
            return Figure(None, origin, unknown)
    if part.value is None or whole.value is None or whole.value <= 0:
        return Figure(None, origin, AnswerState.NOT_APPLICABLE)
    left_out = _joined([part.left_out, whole.left_out])
    if line.is_mean:
        mean = round_number(part.value / whole.value, line.decimals)
        return Figure(mean, origin, part.state, left_out=left_out)
    return Figure(part.value, origin, part.state, whole.value, left_out=left_out)


def _said(term: LineTermSpec, now: Mapping[str, Stated], filed: Mapping[str, Stated]) -> Stated:
    if term.reading == LineTerm.Reading.FILED:
        return filed.get(term.line_key, NOTHING_FILED)
    return now.get(term.line_key, Stated(AnswerState.BLANK))


def _total(line: LineSpec, part: str, now: Mapping[str, Stated], filed: Mapping[str, Stated]) -> Stated:
    terms = [term for term in line.line_terms if term.part == part]
    return add_stated((term.sign, _said(term, now, filed)) for term in terms)


def add_stated(signed: Iterable[tuple[int, Stated]]) -> Stated:
    """Return the sum of what lines say, each added or taken away; none of which is a question."""
    rows = list(signed)
    states = {said.state for _, said in rows}
    if AnswerState.NOT_COLLECTED in states:
        return Stated(AnswerState.NOT_COLLECTED)
    if states <= {AnswerState.NOT_APPLICABLE}:
        return Stated(AnswerState.NOT_APPLICABLE)
    total = sum((sign * said.value for sign, said in rows if said.value is not None), Decimal(0))
    left_out = _joined(said.left_out for _, said in rows)
    return Stated(AnswerState.VALUE if total else AnswerState.ZERO, total, left_out)


def _joined(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(filter(None, words)))


def formula(line: LineSpec, form_spec: FormSpec) -> str:
    """Return how a line is computed, « B2b − B2a − B2a des rapports déjà transmis de l’année », « A5 / A4 »."""
    parts = [_terms_words(line, part, form_spec) for part in Term.Part.values]
    value, numerator, denominator = parts
    return f"({numerator}) / ({denominator})" if line.kind == Line.Kind.RATIO or line.is_mean else value


def _terms_words(line: LineSpec, part: str, form_spec: FormSpec) -> str:
    words = ""
    for term in (term for term in line.line_terms if term.part == part):
        name = label_of(form_spec, term.line_key)
        name = gettext(ALREADY_FILED).format(name) if term.reading == LineTerm.Reading.FILED else name
        sign = "+" if term.sign > 0 else MINUS
        words = f"{words} {sign} {name}" if words else name if term.sign > 0 else f"{sign}{name}"
    return words


def label_of(form_spec: FormSpec, key: str) -> str:
    """How a sentence names a line: its number, else its words."""
    line = form_spec.by_key[key]
    return line.number or said(line.words, line.words_en)
