"""What one click puts in the boxes of a line: last year's answer, or what the portal knows. Never in a computed one."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from reporting.filling.posted import asked_bands, box_name, has_box, is_fixed
from reporting.filling.typed_values import KIND_OF_STATE, shown_number
from reporting.lines.presenters import LineView, PastBox
from reporting.models import Answer, Line, Report
from reporting.workflow.transitions import TransitionNotAllowed
from roriq_portal.formats.numbers import BLANK
from roriq_portal.formats.phrases import for_period, of_periods
from services.models.declaration import AnswerState

TO_SAY_AGAIN = "Des réponses sont reprises d’ailleurs. Cochez cette phrase en attestant, ou corrigez-les\u00a0:"


def last_year(line: LineView) -> dict[str, str]:
    """Return field name → what last year said: figure with its kind, breakdown, parts of money, or text.

    Empty for a line that is closed, computed from the records, or that said nothing last year.
    """
    past = line.past
    if past is None or not line.is_open or is_fixed(line):
        return {}
    if line.kind == Line.Kind.TEXT:
        return {box_name(line.key): past.narrative} if past.narrative else {}
    box = _box(line, past) if has_box(line) and past.state != AnswerState.BLANK else {}
    texts = {band.key: past.band(band.key) for band in asked_bands(line)}
    return box | {box_name(line.key, key): _plain(text) for key, text in texts.items() if text not in ("", BLANK)}


def proposed(line: LineView) -> dict[str, str]:
    """Return field name → what the portal proposes, as a person would type it; empty where only a person can tell.

    Never in a line that is closed or computed, nor in a part that it does not have.
    """
    proposal = line.proposal
    if proposal is None or not line.is_open or is_fixed(line):
        return {}
    names = {band.key for band in asked_bands(line)} | ({""} if has_box(line) else set())
    typed = {box_name(line.key, key): shown_number(value) for key, value in proposal.values.items() if key in names}
    name = box_name(line.key)
    if name in typed:
        typed[f"{name}-sorte"] = KIND_OF_STATE[AnswerState.VALUE if proposal.values[""] else AnswerState.ZERO]
        typed |= {f"{name}-den": shown_number(proposal.denominator)} if line.kind == Line.Kind.RATIO else {}
    return typed


@dataclass(frozen=True)
class Carried:
    """The figures taken from another period: `words`, what the direction says again of them; `mark`, which they are.

    Both are empty without one. A text that was taken says so, and is not asked again.
    """

    words: str = ""
    mark: str = ""


def carried_of(report: Report, answers: Iterable[Answer] | None = None) -> Carried:
    """Return the figures that a report took from another period. One query, and none when the answers are given."""
    rows = report.answers.exclude(carried_from="") if answers is None else answers
    carried = [row for row in rows if row.carried_from and row.state != AnswerState.BLANK]
    keys, periods = {row.line_key for row in carried}, sorted({row.carried_from for row in carried})
    if not keys:
        return Carried()
    which = "La réponse reprise" if len(keys) == 1 else f"Les {len(keys)} réponses reprises"
    holds = "vaut" if len(keys) == 1 else "valent"
    words = f"{which} {of_periods(periods)} {holds} aussi {for_period(report.period_short)}\u00a0: je l’ai vérifié."
    said = sorted((row.line_key, row.band_key, row.revision) for row in carried)
    return Carried(words, sha256(repr(said).encode()).hexdigest())


def check_carried(report: Report, confirmed: str) -> None:
    """Refuse (TransitionNotAllowed) to attest figures taken from another period which nobody said again.

    `confirmed`: the mark of those that were said again; the report is locked.
    """
    carried = carried_of(report)
    if carried.mark != confirmed and carried.words:
        raise TransitionNotAllowed(f"{TO_SAY_AGAIN} «\u00a0{carried.words}\u00a0»")


def _box(line: LineView, past: PastBox) -> dict[str, str]:
    name = box_name(line.key)
    number = shown_number(past.value) if past.state == AnswerState.VALUE else ""
    typed = {name: number, f"{name}-sorte": KIND_OF_STATE[past.state]}
    return typed | ({f"{name}-den": shown_number(past.denominator)} if line.kind == Line.Kind.RATIO else {})


def _plain(text: str) -> str:
    return text.replace("\u00a0", "").removesuffix("$")
