"""Timeline chart: geometry of the spans of one organism's agreements. Pure; no HTML, no row.

Coordinates are strings: a number in a template would be localised ("66,5") and break the drawing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from agreements.stability.signature_days import Sort, Term, chains, spells

BEFORE, AFTER = 6, 5
TEXT, HEAD, FOOT = 14, 24, 8
NAME, BAR, MARK, BETWEEN = 19, 16, 18, 4
ROW = NAME + BAR + MARK + BETWEEN
SIGN = 7.2  # a letter of the page's font is so wide at that size, at most
MARGIN = 2


@dataclass(frozen=True)
class Label:
    x: str
    y: str
    words: str
    anchor: str = "start"


@dataclass(frozen=True)
class Bar:
    """Days of one sort: `kind` signed, unsigned, coming or gap."""

    kind: str
    x: str
    y: str
    width: str


@dataclass(frozen=True)
class Spans:
    """What `charts/spans.svg` draws. `id` keeps the marks of two drawings of a page apart."""

    id: str
    title: str
    description: str
    width: str
    height: str
    text: str
    bar: str
    today: str
    foot: str
    ticks: tuple[Label, ...]
    names: tuple[Label, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Label, ...]


def draw(
    terms: Sequence[Term], name_of: Callable[[Term], str], *, day: date, width: int, words: tuple[str, str]
) -> Spans:
    """Return the drawing of these terms, one row for each programme that renews itself, the oldest first.

    `words`: its title and description. Years further than BEFORE before the day or AFTER after it are left to the
    table.
    """
    begun = min([term.starts_on.year for term in terms], default=day.year)
    first = min(max(begun, day.year - BEFORE), day.year)
    last = min(max([term.ends_before.year + 1 for term in terms], default=day.year + 1), day.year + AFTER)
    scale = _Scale(date(first, 1, 1), date(max(last, day.year + 1), 1, 1), width)
    rows = chains(terms)
    height = HEAD + len(rows) * ROW + FOOT
    names, bars, marks = [], [], []
    for rank, chain in enumerate(rows):
        top = HEAD + rank * ROW
        names.append(Label(_text(MARGIN), _text(top + TEXT), _cut(name_of(chain[-1]), width)))
        bars += _bars(chain, scale, day, top + NAME)
        marks += _marks(chain, scale, day, top + NAME)
    return Spans(
        id=f"etendue-{width}",
        title=words[0],
        description=words[1],
        width=_text(width),
        height=_text(height),
        text=_text(TEXT),
        bar=_text(BAR),
        today=_text(scale.x(day)),
        foot=_text(height - FOOT),
        ticks=tuple(_ticks(scale)),
        names=tuple(names),
        bars=tuple(bars),
        marks=tuple(marks),
    )


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date
    width: int

    def x(self, day: date) -> float:
        bounded = min(max(day, self.first), self.last)
        return MARGIN + (self.width - 2 * MARGIN) * (bounded - self.first).days / (self.last - self.first).days


def _ticks(scale: _Scale) -> list[Label]:
    years = range(scale.first.year, scale.last.year)
    step = 1 if scale.width / len(years) > TEXT * 3 else 2
    return [Label(_text(scale.x(date(year, 1, 1))), _text(TEXT), str(year)) for year in years[::step]]


def _bars(chain: Sequence[Term], scale: _Scale, day: date, top: int) -> list[Bar]:
    """Up to the day each spell as it was; after it, what is signed and what is only written."""
    drawn = []
    for spell in spells(chain, scale.first, scale.last):
        for start, end in _halves(spell.start, spell.end, day):
            is_coming = spell.sort == Sort.UNSIGNED and start >= day
            left, right = scale.x(start), scale.x(end)
            kind = "coming" if is_coming else spell.sort.value
            drawn.append(Bar(kind, _text(left), _text(top), _text(max(right - left, 1))))
    return drawn


def _marks(chain: Sequence[Term], scale: _Scale, day: date, top: int) -> list[Label]:
    """Under the bar, how long each gap without a signed agreement lasted up to the day; none on another."""
    labels: list[Label] = []
    free = 0.0
    for start, end in _unsigned_gaps(chain, scale.first, min(day, scale.last)):
        words = f"{(end - start).days}\u00a0j"
        half = len(words) * SIGN / 2
        middle = min(max((scale.x(start) + scale.x(end)) / 2, half, free + half), scale.width - half)
        free = middle + half + MARGIN
        labels.append(Label(_text(middle), _text(top + BAR + TEXT), words, "middle"))
    return labels


def _unsigned_gaps(chain: Sequence[Term], since: date, until: date) -> list[tuple[date, date]]:
    gaps: list[tuple[date, date]] = []
    for spell in spells(chain, since, until):
        if spell.sort == Sort.SIGNED:
            continue
        start = gaps.pop()[0] if gaps and gaps[-1][1] == spell.start else spell.start
        gaps.append((start, spell.end))
    return gaps


def _halves(start: date, end: date, day: date) -> list[tuple[date, date]]:
    return [(start, day), (day, end)] if start < day < end else [(start, end)]


def _cut(words: str, width: int) -> str:
    most = int(width / SIGN) - 2
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _text(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
