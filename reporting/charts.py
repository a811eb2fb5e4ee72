"""Room of charts: geometry of the small SVG templates that page and paper share. No I/O, no HTML.

Coordinates are strings: a number in a template would be localised ("66,5") and break the drawing.
"""

import textwrap
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

FULL = Decimal(100)
SCALE_LEAST = Decimal(120)  # per cent at the right edge: the line of targets never touches it
SCALE_MOST = Decimal(180)  # one result at ten times its target must not flatten the others


@dataclass(frozen=True)
class Layout:
    """Where things stand: labels beside the bars on paper, above them on a screen of 320 px."""

    width: int
    text: int
    bar_left: int
    bar_width: int
    label_characters: int
    beside: bool


PAPER = Layout(width=460, text=11, bar_left=158, bar_width=262, label_characters=29, beside=True)
SCREEN = Layout(width=340, text=14, bar_left=1, bar_width=280, label_characters=46, beside=False)


@dataclass(frozen=True)
class Label:
    x: str
    y: str
    words: str


@dataclass(frozen=True)
class Stroke:
    """One bar with its own number at its end; `tone` is key, past or short."""

    x: str
    y: str
    width: str
    height: str
    number: Label
    tone: str


@dataclass(frozen=True)
class Chart:
    """What `charts/bars.svg` draws. `axis` is the x of the origin, `target` that of 100 % or empty."""

    title: str
    description: str
    width: str
    height: str
    text: str
    small: str
    anchor: str
    axis: str
    target: str
    target_bottom: str
    labels: tuple[Label, ...]
    strokes: tuple[Stroke, ...]


def decimal_or_none(number: str | None) -> Decimal | None:
    """The number of a frozen content, None for a blank, a mask or anything that is not a finite number."""
    try:
        value = Decimal(number) if number else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None


def bars(title: str, rows: list[dict], past_words: str, layout: Layout) -> Chart | None:
    """Bars of one breakdown, this period dark and the last one pale, from zero.

    `rows` are a band's rows (words, text, number, past). None when fewer than two rows hold a number above
    zero: a table says it better.
    """
    numbers = [(decimal_or_none(row["number"]), decimal_or_none(row["past"])) for row in rows]
    if sum(1 for now, _ in numbers if now and now > 0) < 2:
        return None
    most = max(value for pair in numbers for value in pair if value is not None)
    block = 20 if any(past is not None for _, past in numbers) else 12
    row_height = block + (16 if layout.beside else 34)
    labels, strokes = [], []
    for index, (row, (now, past)) in enumerate(zip(rows, numbers, strict=True)):
        top = index * row_height + 4
        labels += _label(row["words"], top, block, layout)
        bar_top = top if layout.beside else top + layout.text + 6
        strokes.append(_stroke(now, most, row["text"], bar_top, layout, "key"))
        if past is not None:
            strokes.append(_stroke(past, most, row["past"], bar_top + 13, layout, "past"))
    height = len(rows) * row_height
    return _chart(title, _bars_description(rows, past_words), height, labels, strokes, "", layout)


def targets(title: str, figures: list[dict], layout: Layout) -> Chart | None:
    """Results as a share of their target, one scale for all rows so that the targets make one straight line.

    Takes the figures that hold a number and a target above zero; None when there are fewer than two.
    """
    shares = [(figure, share) for figure in figures if (share := _share(figure)) is not None]
    if len(shares) < 2:
        return None
    most = min(max([SCALE_LEAST, *(share for _, share in shares)]), SCALE_MOST)
    row_height, head = (30 if layout.beside else 46), 20
    labels, strokes = [], []
    for index, (figure, share) in enumerate(shares):
        top = head + index * row_height
        labels += _label(figure["words"], top, 12, layout)
        bar_top = top if layout.beside else top + layout.text + 6
        tone = "short" if figure["short"] else "key"
        strokes.append(_stroke(min(share, most), most, figure["rate"], bar_top, layout, tone))
    line = _text(layout.bar_left + layout.bar_width * FULL / most)
    labels.append(Label(line, "11", "Cible"))
    height = head + len(shares) * row_height
    description = " ; ".join(f"{figure['words']}, {figure['rate']}" for figure, _ in shares)
    return _chart(title, f"{description}.", height, labels, strokes, line, layout)


def _share(figure: dict) -> Decimal | None:
    result = decimal_or_none(figure["value"]["number"])
    target = decimal_or_none(figure["target"]["number"]) if figure["target"] else None
    if result is None or not target or target < 0 or not figure["rate"]:
        return None
    return max(result / target * FULL, Decimal(0))


def _label(words: str, top: int, block: int, layout: Layout) -> list[Label]:
    wrapped = textwrap.wrap(words, layout.label_characters, max_lines=2 if layout.beside else 1, placeholder=" …")
    middle = top + block / 2 + (-2.5 if len(wrapped) > 1 else 4)
    first = middle if layout.beside else top + layout.text
    x = _text(layout.bar_left - 8 if layout.beside else 0)
    return [Label(x, _text(first + index * (layout.text + 2)), line) for index, line in enumerate(wrapped)]


def _stroke(value: Decimal | None, most: Decimal, words: str, top: int, layout: Layout, tone: str) -> Stroke:
    width = layout.bar_width * max(value or Decimal(0), Decimal(0)) / most
    height = 7 if tone == "past" else 12
    number = Label(_text(layout.bar_left + width + 5), _text(top + height - (0 if tone == "past" else 2)), words)
    return Stroke(_text(layout.bar_left), _text(top), _text(width), _text(height), number, tone)


def _bars_description(rows: list[dict], past_words: str) -> str:
    parts = []
    for row in rows:
        past = f" contre {row['past']} en {past_words}" if row["past"] else ""
        parts.append(f"{row['words']}, {row['text']}{past}")
    return " ; ".join(parts) + "."


def _chart(
    title: str,
    description: str,
    height: int,
    labels: list[Label],
    strokes: list[Stroke],
    target: str,
    layout: Layout,
) -> Chart:
    return Chart(
        title=title,
        description=description,
        width=_text(layout.width),
        height=_text(height),
        text=_text(layout.text),
        small=_text(layout.text - 1),
        anchor="end" if layout.beside else "start",
        axis=_text(layout.bar_left),
        target=target,
        target_bottom=_text(height - 2),
        labels=tuple(labels),
        strokes=tuple(strokes),
    )


def _text(number: Decimal | float) -> str:
    return f"{number:.1f}".removesuffix(".0")
