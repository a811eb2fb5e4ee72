"""The barometer laid out: what the page, the paper, the files and a frozen version read. Words and numbers, no query.

What is printed of a measure may leave the network: it says nothing of fewer than five organisms, nor of few
households (decisions 61 and 63).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from network.barometer.context import Context, lever_of
from network.barometer.measures import Measured, Measures
from network.barometer.recommendations import (
    FEWEST_ORGANISMS,
    POINTS_THAT_COUNT,
    RECOMMENDATIONS,
    Recommendation,
    Way,
)
from network.barometer.windows import Windows
from network.drawing.dots import Legend
from roriq_portal.formats.days import format_day
from roriq_portal.formats.money import format_money
from roriq_portal.formats.numbers import BLANK, format_number
from roriq_portal.formats.phrases import capital, counted
from roriq_portal.formats.rates import format_percent, round_rate
from services.counting.masking import MASKED, is_small, threshold_of
from services.masking.audiences import USUAL, Audience
from services.masking.signs import small_words

BACKWARDS = ("recule", "reculent")
FEW_ORGANISMS = "Moins de cinq organismes\u00a0: rien n’en est dit."
FEW_HOUSEHOLDS = "{} ménages\u00a0: rien n’en est dit."


@dataclass(frozen=True)
class Threshold:
    """What the assembly asks of a measure, in per cent, and the day it said so."""

    percent: Decimal
    adopted_on: str


@dataclass(frozen=True)
class Point:
    """One year of a measure. `share`: in per cent, for drawing; empty where nothing is measured or said."""

    year: str
    text: str
    share: str = ""


@dataclass(frozen=True)
class Row:
    """One recommendation in a year. `fraction`: « 13 sur 17 », or why nothing is said."""

    number: int
    title: str
    measure: str
    source: str
    text: str
    fraction: str
    share: str
    before: Point
    points: tuple[Point, ...]
    threshold: str
    threshold_share: str
    threshold_on: str
    is_reached: bool
    way: str
    change: str
    lever: str
    beside: str
    sentence: str

    @property
    def way_sign(self) -> str:
        return Way(self.way).sign

    @property
    def goes_back(self) -> bool:
        return self.way == Way.BACK.value


@dataclass(frozen=True)
class Sheet:
    """`until`: the last day measured, in words; `is_part`: the year still runs, and is compared with the same days.

    `masked_under`: the threshold of households when it was laid out.
    """

    year: int
    year_words: str
    before_words: str
    until: str
    is_part: bool
    lead: str
    rows: tuple[Row, ...]
    masked_under: int = USUAL

    @property
    def legend(self) -> Legend:
        return Legend(self.year_words, tick="seuil du réseau", ring=self.before_words)

    def content(self) -> dict[str, Any]:
        """Return what a version freezes: strings, whole numbers and yes or no."""
        return asdict(self)


def sheet_of(content: Mapping[str, Any]) -> Sheet:
    """Return the sheet that a version froze: the inverse of `Sheet.content`."""
    rows = [
        Row(**{**row, "before": Point(**row["before"]), "points": tuple(Point(**point) for point in row["points"])})
        for row in content["rows"]
    ]
    return Sheet(**{**content, "rows": tuple(rows)})


def build_sheet(
    windows: Windows,
    measures: Mapping[int, Measures],
    context: Context,
    thresholds: Mapping[int, Threshold],
    sentences: Mapping[int, str],
) -> Sheet:
    """Return the sheet of a year; a recommendation that nothing measures yet stands with « – »."""
    rows = tuple(
        _row(asked, windows, measures.get(asked.number, {}), context, thresholds.get(asked.number), sentences)
        for asked in RECOMMENDATIONS
    )
    return Sheet(
        year=windows.year.year,
        year_words=windows.year.words,
        before_words=f"{windows.before.words}, mêmes jours" if windows.before.is_part else windows.before.words,
        until=format_day(windows.year.last),
        is_part=windows.year.is_part,
        lead=_lead(rows),
        rows=rows,
        masked_under=threshold_of(Audience.PUBLIC),
    )


def _row(
    recommendation: Recommendation,
    windows: Windows,
    measures: Measures,
    context: Context,
    threshold: Threshold | None,
    sentences: Mapping[int, str],
) -> Row:
    nothing = Measured(Decimal(0), Decimal(0))
    now, before = measures.get(windows.year, nothing), measures.get(windows.before, nothing)
    percent = threshold.percent if threshold else None
    reason = hidden_reason(recommendation, now)
    way, change = (
        (Way.UNKNOWN, "") if reason or hidden_reason(recommendation, before) else _change(now, before, percent)
    )
    point = _point(recommendation, windows.year.words, now, percent)
    return Row(
        number=recommendation.number,
        title=recommendation.title,
        measure=recommendation.measure,
        source=recommendation.source,
        text=point.text,
        fraction=reason or _fraction(recommendation, now),
        share=point.share,
        before=_point(recommendation, windows.before.words, before, percent),
        points=tuple(
            _point(recommendation, window.words, measures.get(window, nothing), percent) for window in windows.years
        ),
        threshold=format_percent(percent) if percent is not None else "",
        threshold_share=str(percent) if percent is not None else "",
        threshold_on=threshold.adopted_on if threshold else "",
        is_reached=percent is not None and now.share is not None and not reason and now.share >= Fraction(percent),
        way=way.value,
        change=change,
        lever="" if reason else lever_of(recommendation, now, percent, context),
        beside=context.beside.get(recommendation.number, ""),
        sentence=sentences.get(recommendation.number, ""),
    )


def hidden_reason(recommendation: Recommendation, measured: Measured) -> str:
    """Return why a measure is not said; empty when it is, or when there is nothing to measure."""
    if not measured.whole:
        return ""
    sides = (measured.part, measured.whole - measured.part)
    if recommendation.counts_households and any(is_small(side, Audience.PUBLIC) for side in sides):
        return FEW_HOUSEHOLDS.format(capital(small_words(threshold_of(Audience.PUBLIC))))
    if measured.organisms is not None and measured.organisms < FEWEST_ORGANISMS:
        return FEW_ORGANISMS
    return ""


def _point(recommendation: Recommendation, year: str, measured: Measured, percent: Decimal | None) -> Point:
    if measured.share is None:
        return Point(year, BLANK)
    if hidden_reason(recommendation, measured):
        return Point(year, MASKED)
    return Point(year, format_percent(_printed(measured, percent)), f"{float(measured.share):.2f}")


def _printed(measured: Measured, percent: Decimal | None) -> Decimal:
    """Return a rate as it is printed, on its side of the threshold."""
    return round_rate(measured.part, measured.whole, thresholds=() if percent is None else (percent,))


def _fraction(recommendation: Recommendation, measured: Measured) -> str:
    if not measured.whole:
        return "Pas encore mesuré."
    if recommendation.is_money:
        return f"{format_money(measured.part, 0)} sur {format_money(measured.whole, 0)}"
    return f"{format_number(measured.part)} sur {format_number(measured.whole)}"


def _change(now: Measured, before: Measured, percent: Decimal | None) -> tuple[Way, str]:
    """Return where a measure goes and by how much: two points or more count, and are judged exactly; what is said is
    the difference of the two rates that are printed.
    """
    if now.share is None or before.share is None:
        return Way.UNKNOWN, ""
    moved = now.share - before.share
    points = abs(_printed(now, percent) - _printed(before, percent))
    much = counted(points, "point") if points else "moins d’un point"
    words = f"{much} {'de plus' if moved > 0 else 'de moins'}" if moved else "la même part"
    if abs(moved) < POINTS_THAT_COUNT:
        return Way.STABLE, words
    return (Way.FORWARD if moved > 0 else Way.BACK), words


def _lead(rows: tuple[Row, ...]) -> str:
    """Return « 5 avancent, 2 sont stables, 1 recule. », and how many reach the threshold that stands."""
    verbs = {Way.FORWARD: ("avance", "avancent"), Way.STABLE: ("est stable", "sont stables"), Way.BACK: BACKWARDS}
    numbers = {way: sum(row.way == way.value for row in rows) for way in verbs}
    parts = [f"{format_number(numbers[way])} {verbs[way][numbers[way] > 1]}" for way in verbs if numbers[way]]
    unsaid = len(rows) - sum(numbers.values())
    if unsaid:
        parts.append(f"{format_number(unsaid)} ne {'se compare' if unsaid == 1 else 'se comparent'} pas")
    with_threshold = [row for row in rows if row.threshold]
    reached = sum(row.is_reached for row in with_threshold)
    goals = f" {_reached_words(reached, len(with_threshold))}" if with_threshold else ""
    return f"{', '.join(parts)}.{goals}"


def _reached_words(reached: int, thresholds: int) -> str:
    if not reached:
        return "Aucune n’atteint le seuil que le réseau s’est donné."
    verb = "atteint" if reached == 1 else "atteignent"
    return f"{format_number(reached)} sur {format_number(thresholds)} {verb} le seuil que le réseau s’est donné."
