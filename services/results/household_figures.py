"""What households and positions say on a page of results, beside what records and declarations say."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from agreements.stability.queries import terms_of
from agreements.stability.signature_days import Term, unsure_days
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import BLANK, format_number
from roriq_portal.formats.rates import format_ratio, percentage_of, round_points
from services.counting.amounts import amount_of
from services.counting.masking import MASKED
from services.counting.periods import Period
from services.households.masked_totals import (
    ARRIVAL,
    HOME,
    NONE_HIDDEN,
    ONCE,
    Figure,
    HiddenHouseholds,
    read_hidden_households,
)
from services.households.retention import NOT_COLLECTED, format_household_number, is_one_household
from services.households.totals import (
    RETENTION,
    HouseholdFigures,
    HouseholdScope,
    Number,
    is_too_short,
    read_household_figures_twice,
)
from services.masking.signs import MASKED as HIDDEN
from services.positions.queries import posts_of
from services.positions.tables import format_turnover
from services.positions.turnover import Post, staffing, until_today
from services.results.breakdown_lines import Part
from services.results.figure_lines import AxisLine, FigureLine
from services.results.subjects import Subject

TURNOVER, UNSIGNED_DAYS = "V5.06", "V5.07"
EACH_ONCE = "d’après les ménages inscrits, chacun une fois"
ONE_HOUSEHOLD = "un seul ménage\u00a0: ce qu’il devient ne s’imprime pas"
NOT_COMPARED = "ne se compare pas"
ONE_BEFORE = "avant, un seul ménage\u00a0: ce qu’il est devenu ne s’imprime pas"
# Of a category, the people would tell of the families that the line above hides
PEOPLE = "V1.11"
AXIS = "immigration"
Axes = Callable[[Decimal, Mapping[Part, int], Collection[Part]], tuple[AxisLine, ...]]


@dataclass(frozen=True)
class OtherSources:
    """What is read beside activities: households before the period and in it, positions and terms of the organism.

    `hidden`, `hidden_before`: what is masked of households, of totals over organisms only.
    """

    before: HouseholdFigures
    now: HouseholdFigures
    posts: list[Post]
    terms: list[Term]
    hidden: HiddenHouseholds = NONE_HIDDEN
    hidden_before: HiddenHouseholds = NONE_HIDDEN


def read_other_sources(subject: Subject, period: Period) -> OtherSources:
    """Return what a page of results shows of households, positions and terms.

    Positions and terms only of a whole organism: those of one agreement are not distinguished.
    """
    scope = replace(subject.household_scope(period), start=period.before.start)
    before, now = read_household_figures_twice(scope, period.before.end, period.start)
    if subject.is_whole:
        hidden = read_hidden_households(*(HouseholdScope(days.start, days.end) for days in (period, period.before)))
        return OtherSources(before, now, [], [], *hidden)
    alone = subject.organism_id if not subject.agreement_id else None
    return OtherSources(before, now, posts_of(alone) if alone else [], terms_of(alone) if alone else [])


def _figure(subject: Subject) -> Figure:
    if subject.region_id is None:
        return ONCE
    return (ARRIVAL if subject.counts_by_place else HOME, subject.region_id)


def household_line(
    subject: Subject, period: Period, sources: OtherSources, line: FigureLine, axes: Axes
) -> FigureLine | None:
    """Return the line of an indicator that households answer, None where they do not: no data is not zero."""
    code = line.indicator.code
    if words := _too_fine(code, period):
        return replace(line, note=words)
    number = sources.now.of(code, period.start)
    if number is None or (code in RETENTION and not number.denominator):
        return None
    past = _past(code, period, sources)
    line = replace(line, note=_note(subject, sources), is_break=not past and _is_break(period, sources))
    line = replace(line, before=_not_compared(code, period, sources))
    if sources.hidden.hides(code, _figure(subject)):
        return replace(line, text=HIDDEN, is_break=False, before=_before(subject, sources, code, past))
    if code in RETENTION and is_one_household(number.denominator):
        return replace(line, text=MASKED, note=f"{ONE_HOUSEHOLD} · {line.note}")
    if past and sources.hidden_before.hides(code, _figure(subject)):
        line, past = replace(line, before=HIDDEN), None
    if code in RETENTION:
        note = f"{format_household_number(number)} · {line.note}"
        amount = None if number.is_unknown else amount_of(line.indicator, number.value, number.denominator)
        line = replace(line, text=_retention(number), amount=amount, note=note)
        return _beside(line, number, past, is_compared=not period.is_unequal) if past else line
    return _counted(subject, period, line, number, past, sources.hidden, axes)


def line_before(subject: Subject, period: Period, sources: OtherSources, line: FigureLine) -> FigureLine:
    """Return the line of an indicator that no household of the period answers, with what those before say of it."""
    code = line.indicator.code
    past = _past(code, period, sources)
    if past is None:
        return replace(line, before=_not_compared(code, period, sources))
    if sources.hidden_before.hides(code, _figure(subject)):
        return replace(line, before=HIDDEN)
    if code in RETENTION:
        return _beside(line, Number(), past, is_compared=False)
    return replace(line, before=format_number(past.value), past=Decimal(past.value))


def _past(code: str, period: Period, sources: OtherSources) -> Number | None:
    """What households say of the period before; None without any, and where its days are too fine."""
    return None if _too_fine(code, period.before) else sources.before.of(code, period.before.start)


def _not_compared(code: str, period: Period, sources: OtherSources) -> str:
    """« ne se compare pas » where households were kept over the days before and these are too fine; else « – »."""
    since = sources.before.since
    is_kept = bool(since and since <= period.before.start)
    return NOT_COMPARED if is_kept and not _too_fine(code, period) and _too_fine(code, period.before) else BLANK


def _beside(line: FigureLine, now: Number, past: Number, *, is_compared: bool) -> FigureLine:
    """Return the line of a retention beside the one before, which says its two terms; it moves by points."""
    if is_one_household(past.denominator):
        return replace(line, before=MASKED, note=" · ".join(filter(None, (line.note, ONE_BEFORE))))
    before = _retention(past)
    if before == BLANK or past.is_unknown:
        return replace(line, before=before)
    line = replace(line, before=f"{before} ({past.value} sur {past.denominator})")
    if now.is_unknown or not is_compared:
        return line
    now_rate, past_rate = (percentage_of(number.value, number.denominator) for number in (now, past))
    return replace(line, moved=round_points(now_rate, past_rate))


def _before(subject: Subject, sources: OtherSources, code: str, past: Number | None) -> str:
    """What the period before says beside a hidden number."""
    if past is None:
        return BLANK
    if sources.hidden_before.hides(code, _figure(subject)):
        return HIDDEN
    return _retention(past) if code in RETENTION else format_number(past.value)


def _counted(
    subject: Subject,
    period: Period,
    line: FigureLine,
    number: Number,
    past: Number | None,
    hidden: HiddenHouseholds,
    axes: Axes,
) -> FigureLine:
    """Return the line of a number of households or people; `past` None: no period before, or one that stays hidden."""
    code, value = line.indicator.code, Decimal(number.value)
    if past:
        moved = None if period.is_unequal else value - past.value
        line = replace(line, before=format_number(past.value), past=Decimal(past.value), moved=moved)
    # Work by its place prints no part, of households neither
    by_category = {} if subject.counts_by_place or (subject.is_whole and code == PEOPLE) else number.by_category
    parts = frozenset((AXIS, category) for category in hidden.hidden_categories(code, _figure(subject)))
    return replace(
        line,
        text=format_number(value),
        amount=amount_of(line.indicator, value),
        records=subject.households_query(code, period),
        axes=axes(value, {(AXIS, key): count for key, count in by_category.items()}, parts),
    )


def _too_fine(code: str, period: Period) -> str:
    """Who referred a household knows the month it settled, not the day, nor what became of one (decision 17)."""
    if not period.months:
        return "les ménages se lisent par mois entiers"
    return "se lit par année entière" if is_too_short(code, period.start, period.end) else ""


def _retention(number: Number) -> str:
    """« 80 % », or « n. d. »; its numbers are in the note. Of a single household, nothing."""
    if not number.denominator or is_one_household(number.denominator):
        return BLANK
    if number.is_unknown:
        return NOT_COLLECTED
    return format_ratio(number.value, number.denominator)


def _note(subject: Subject, sources: OtherSources) -> str:
    since = f"depuis le {format_day(sources.now.since)}" if sources.now.since else ""
    return f"{EACH_ONCE}, {since}" if subject.is_whole else f"compté par les ménages {since}, déclaré avant"


def _is_break(period: Period, sources: OtherSources) -> bool:
    """Between a figure of households and one that was declared, or not kept, there is no difference."""
    return bool(sources.now.since and sources.now.since > period.before.start)


def proposed_note(period: Period, sources: OtherSources, code: str) -> str:
    """Return what positions and agreements say of a figure that stays a declaration (decisions 14 and 20)."""
    end = period.end + timedelta(days=1)
    if code == TURNOVER and sources.posts:
        return format_turnover(staffing(sources.posts, period.start, until_today(end, timezone.localdate())))
    if code == UNSIGNED_DAYS and sources.terms:
        days = unsure_days(sources.terms, period.start, end)
        words = f"{days}\u00a0jour{'s' if days > 1 else ''}" if days else "aucun jour"
        return f"vos ententes disent\u00a0: {words} sans signature ou entre deux ententes"
    return ""
