"""The figures asked more than once, in words: what each form means by it, with what keeps one answer from serving."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from reporting.engine.form.spec import BandSpec, LineSpec
from reporting.lines.cells import Way
from reporting.monitoring.burden.ideas import AskedLine, Idea, obstacles, reasons_of
from reporting.monitoring.burden.reasons import Reason, spared_of
from roriq_portal.formats.days import format_month_name, format_short_period
from roriq_portal.formats.numbers import BLANK
from roriq_portal.formats.phrases import counted

MOST_BANDS = 4
STATES: dict[str, str] = {
    Way.HAND: "Redemandé",
    Way.REUSED: "Repris",
    Way.RECORDS: "Rempli",
    Way.EMPTY: "Sans réponse",
}
LENGTHS = {1: ("mois", "mois"), 3: ("trimestre", "trimestres"), 6: ("semestre", "semestres"), 12: ("an", "ans")}


@dataclass(frozen=True)
class Facet:
    """One side of a definition; `forbids`: it differs from the line that answered first."""

    words: str
    forbids: bool = False


@dataclass(frozen=True)
class IdeaRow:
    """One line of a form that asks the figure, over all its reports of the year."""

    words: str
    source: str
    days: Facet
    people: Facet
    bands: Facet
    answer: str
    state: str
    is_reused: bool
    by_hand: int


@dataclass(frozen=True)
class IdeaView:
    """A figure that two lines or more ask. `by_hand`: the answers it cost, `spared`: those one definition saves."""

    code: str
    words: str
    rows: tuple[IdeaRow, ...]
    asked: int
    by_hand: int
    spared: int

    @property
    def ways_words(self) -> str:
        return counted(len(self.rows), "façon de la demander", "façons de la demander")


def idea_views(ideas: Iterable[Idea], places: Mapping[str, Mapping[int, str]]) -> tuple[IdeaView, ...]:
    """Return the figures asked by two lines or more, those that cost most first. `places`: names by kind and id."""
    views = [_view(idea, places) for idea in ideas if idea.is_shared]
    return tuple(sorted(views, key=lambda view: (-view.spared, -view.by_hand, -view.asked, view.code)))


def _view(idea: Idea, places: Mapping[str, Mapping[int, str]]) -> IdeaView:
    grouped: dict[tuple[int, str], list[AskedLine]] = {}
    for asked in idea.lines:
        grouped.setdefault((asked.report.version_id, asked.line.key), []).append(asked)
    groups = sorted(grouped.values(), key=lambda group: (idea.first not in group, group[0].report.funder_id or 0))
    rows = tuple(_row(group, idea, places) for group in groups)
    spared = spared_of(reasons_of(idea.lines, {idea.codes: idea}))
    code = ", ".join(idea.codes)
    return IdeaView(code, idea.first.line.words, rows, _cells(idea.lines), sum(r.by_hand for r in rows), spared)


def _cells(lines: Iterable[AskedLine]) -> int:
    return sum(("own" in asked.count) + sum(sum(w.values()) for w in asked.axes.values()) for asked in lines)


def _row(group: list[AskedLine], idea: Idea, places: Mapping[str, Mapping[int, str]]) -> IdeaRow:
    asked, is_first = group[0], idea.first in group
    met = {why for line in group for why in obstacles(line, idea.first)} if not is_first else set()
    axes = [axis for axis in asked.line.dimensions() if asked.bands(axis) != idea.first.bands(axis)]
    ways = [str(line.count.get("own", "")) for line in group]
    way = Way.HAND if Way.HAND in ways else next((way for way in ways if way), "")
    return IdeaRow(
        words=asked.line.words,
        source=", ".join(filter(None, (asked.report.funder, asked.line.number))),
        days=Facet(days_words(line.days for line in group), Reason.DAYS in met),
        people=Facet(_people(asked, places), bool(met & {Reason.SCOPE, Reason.PLACE, Reason.PEOPLE})),
        bands=Facet(_bands(asked.line), bool(axes) and not is_first),
        answer=_answer(group),
        state="Répondu" if is_first and way == Way.HAND else STATES.get(way, BLANK),
        is_reused=way in (Way.REUSED, Way.RECORDS) or (is_first and way == Way.HAND),
        by_hand=reasons_of(group, {idea.codes: idea}).total(),
    )


def _answer(group: list[AskedLine]) -> str:
    return str(group[0].count.get("text", BLANK)) if len(group) == 1 else f"{len(group)}\u00a0fois"


def days_words(ranges: Iterable[tuple[str, ...]]) -> str:
    """Return « avril à mars » for a year, « 4 trimestres », « 12 mois », else the days of the one period."""
    known = sorted({days for days in ranges if days})
    if not known:
        return BLANK
    bounds = [(date.fromisoformat(first), date.fromisoformat(end)) for first, end in known]
    lengths = {_months(first, end) for first, end in bounds}
    length = next(iter(lengths)) if len(lengths) == 1 else 0
    if len(bounds) > 1:
        return counted(len(bounds), *LENGTHS.get(length, ("période", "périodes")))
    first, end = bounds[0]
    last = end - timedelta(days=1)
    if length == 12:
        return f"{format_month_name(first.month)} à {format_month_name(last.month)}"
    return format_short_period(first, last)


def _months(first: date, end: date) -> int:
    """How many whole months; 0 when a month is cut."""
    return (end.year - first.year) * 12 + end.month - first.month if first.day == end.day == 1 else 0


def _people(asked: AskedLine, places: Mapping[str, Mapping[int, str]]) -> str:
    """« tout l’organisme », « imputé à MIN-2024-031, MRC de Rouyn », « … une partie des personnes »."""
    agreement = asked.count.get("agreement")
    whose = f"imputé à l’entente {places['agreement'].get(agreement, '')}".strip() if agreement else "tout l’organisme"
    mrcs, regions = asked.place
    named = [places["mrc"].get(pk, "") for pk in mrcs] + [places["region"].get(pk, "") for pk in regions]
    where = ", ".join(name for name in named if name) if len(named) < MOST_BANDS else f"{len(named)} territoires"
    return ", ".join(filter(None, (whose, where, "une partie des personnes" if asked.people else "")))


def _bands(line: LineSpec) -> str:
    """« 0-5, 6-12, … 65 ans et plus »: the ages a line is broken down by, else its first axis; « – » of none."""
    axes = list(line.dimensions())
    if not axes:
        return BLANK
    axis = next((axis for axis in axes if any(band.age_from is not None for band in line.bands_of(axis))), axes[0])
    bands = line.bands_of(axis)
    words = [_band(band) for band in bands]
    if all(band.age_from is None for band in bands):
        return f"{bands[0].dimension_words}, {counted(len(bands), 'tranche')}{_other_axes(axes)}"
    if len(words) > MOST_BANDS:
        words = [*words[:2], f"… {words[-1]}"]
    return ", ".join(words) + _other_axes(axes)


def _other_axes(axes: list[str]) -> str:
    return f" (+\u00a0{counted(len(axes) - 1, 'axe', 'axes')})" if len(axes) > 1 else ""


def _band(band: BandSpec) -> str:
    if band.age_from is None:
        return band.words
    return f"{band.age_from}-{band.age_to}" if band.age_to is not None else f"{band.age_from}+"
