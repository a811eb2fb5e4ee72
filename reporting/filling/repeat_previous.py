"""« Inchangé »: last year's answer in the boxes of a line, as a person would type it. Never in a computed one."""

from collections.abc import Iterable

from reporting.filling.posted import asked_bands, box_name, has_box, is_fixed
from reporting.filling.typed_values import KIND_OF_STATE, shown_number
from reporting.lines.presenters import LineView, PastBox
from reporting.models import Answer, Line, Report
from roriq_portal.formats.numbers import BLANK
from roriq_portal.formats.phrases import of_period
from services.models.declaration import AnswerState


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
    texts = {band.key: past.bands.get(band.key, "") for band in asked_bands(line)}
    return box | {box_name(line.key, key): _plain(text) for key, text in texts.items() if text not in ("", BLANK)}


def carried_words(report: Report, answers: Iterable[Answer] | None = None) -> str:
    """Return what the direction says again of the figures taken from another period; nothing without one.

    A text that was taken says so, and is not asked again. One query, and none when the answers are given.
    """
    rows = report.answers.exclude(carried_from="") if answers is None else answers
    carried = [row for row in rows if row.carried_from and row.state != AnswerState.BLANK]
    keys, periods = {row.line_key for row in carried}, sorted({row.carried_from for row in carried})
    if not keys:
        return ""
    which = "La réponse reprise" if len(keys) == 1 else f"Les {len(keys)} réponses reprises"
    holds = "vaut" if len(keys) == 1 else "valent"
    return (
        f"{which} {', '.join(map(of_period, periods))} {holds} aussi pour {report.period_short}\u00a0: je l’ai vérifié."
    )


def _box(line: LineView, past: PastBox) -> dict[str, str]:
    name = box_name(line.key)
    number = shown_number(past.value) if past.state == AnswerState.VALUE else ""
    typed = {name: number, f"{name}-sorte": KIND_OF_STATE[past.state]}
    return typed | ({f"{name}-den": shown_number(past.denominator)} if line.kind == Line.Kind.RATIO else {})


def _plain(text: str) -> str:
    return text.replace("\u00a0", "").removesuffix("$")
