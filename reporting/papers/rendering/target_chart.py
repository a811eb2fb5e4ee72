"""Target chart: geometry of the small SVG template of the paper. No I/O, no HTML.

Coordinates are strings: a number in a template would be localised ("66,5") and break the drawing.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

from reporting.papers.reading.tables import ResultRow
from roriq_portal.formats.numbers import round_number

FULL = Decimal(100)
SCALE_LEAST = Decimal(120)  # per cent at the right edge: the line of targets never touches it
SCALE_MOST = Decimal(180)  # one result at ten times its target must not flatten the others
WIDTH, TEXT = 460, 11
BAR_LEFT, BAR_WIDTH, BAR_HEIGHT = 158, 262, 12
ROW, HEAD = 26, 20
DIGIT = 6  # a digit of the paper's font is 6 units wide at this size, at most
# How broad letters are at this size: Chinese and its neighbours, capitals and other broad ones, all others
SQUARE, BROAD, USUAL = 11.0, 9.7, 5.7
LABEL_WIDTH, LABEL_LINES = BAR_LEFT - 8, 2
GAP = 5
CUT = gettext_noop("Une barre s’arrête à 180\u00a0% de la cible.")


@dataclass(frozen=True)
class Label:
    x: str
    y: str
    words: str


@dataclass(frozen=True)
class Stroke:
    """One bar, and its own number at its end, beyond the line of targets when it would lie on it."""

    y: str
    width: str
    number: Label
    is_short: bool


@dataclass(frozen=True)
class Chart:
    """What `charts/targets.svg` draws. `axis` is the x of the origin, `target` that of 100 %."""

    title: str
    description: str
    width: str
    height: str
    text: str
    bar_height: str
    axis: str
    target: str
    bottom: str
    cut_words: str
    labels: tuple[Label, ...]
    strokes: tuple[Stroke, ...]


def targets(title: str, rows: Sequence[ResultRow]) -> Chart | None:
    """Results as a share of their target, one scale for all rows so that the targets make one straight line.

    Takes the rows that have a share; None when there are fewer than two.
    """
    shares = [(row, round_number(row.reached.share, 4)) for row in rows if row.reached.share is not None and row.rate]
    aimed = [row for row, _ in shares]
    if len(aimed) < 2:
        return None
    most = min(max([SCALE_LEAST, *(share for _, share in shares)]), SCALE_MOST)
    line = BAR_LEFT + BAR_WIDTH * FULL / most
    tops = [HEAD + index * ROW for index in range(len(aimed))]
    height = HEAD + len(aimed) * ROW
    return Chart(
        title=title,
        description=" ; ".join(f"{row.words}, {row.rate}" for row in aimed) + ".",
        width=_text(WIDTH),
        height=_text(height),
        text=_text(TEXT),
        bar_height=_text(BAR_HEIGHT),
        axis=_text(BAR_LEFT),
        target=_text(line),
        bottom=_text(height - 2),
        cut_words=gettext(CUT) if any(share > most for _, share in shares) else "",
        labels=tuple(label for row, top in zip(aimed, tops, strict=True) for label in _labels(row.words, top)),
        strokes=tuple(_stroke(*aim, top, most, line) for aim, top in zip(shares, tops, strict=True)),
    )


def _labels(words: str, top: int) -> list[Label]:
    wrapped = _wrapped(words)
    first = top + BAR_HEIGHT / 2 + (-2.5 if len(wrapped) > 1 else 4)
    return [Label(_text(BAR_LEFT - 8), _text(first + index * (TEXT + 2)), line) for index, line in enumerate(wrapped)]


def _wrapped(words: str) -> list[str]:
    """The words on lines that fit beside the axis; past two lines they end with « … », a word too long is cut."""
    lines = [""]
    for word in words.split():
        for piece in _pieces(word):
            longer = f"{lines[-1]} {piece}".strip()
            if _breadth(longer) <= LABEL_WIDTH:
                lines[-1] = longer
            else:
                lines.append(piece)
    filled = [line for line in lines if line]
    if len(filled) <= LABEL_LINES:
        return filled
    last = filled[LABEL_LINES - 1]
    while " " in last and _breadth(f"{last} …") > LABEL_WIDTH:
        last = last.rpartition(" ")[0]
    return [*filled[: LABEL_LINES - 1], f"{_pieces(last, LABEL_WIDTH - SQUARE)[0]} …"]


def _pieces(word: str, width: float = LABEL_WIDTH) -> list[str]:
    pieces = [""]
    for sign in word:
        if _breadth(pieces[-1] + sign) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def _breadth(words: str) -> float:
    return sum(map(_letter_breadth, words))


def _letter_breadth(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WF":
        return SQUARE
    return BROAD if sign in "mwœæ%@" or sign.isupper() else USUAL


def _stroke(row: ResultRow, share: Decimal, top: int, most: Decimal, line: Decimal) -> Stroke:
    width = BAR_WIDTH * min(share, most) / most
    end = BAR_LEFT + width
    crosses = end < line + GAP and end + GAP + DIGIT * len(row.rate) > line - GAP
    number = Label(_text((max(end, line) if crosses else end) + GAP), _text(top + BAR_HEIGHT - 2), row.rate)
    return Stroke(_text(top), _text(width), number, row.is_short)


def _text(number: Decimal | float) -> str:
    return f"{number:.1f}".removesuffix(".0")
