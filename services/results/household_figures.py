"""What households and positions say on a page of results, beside what records and declarations say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from agreements.stability.queries import terms_of
from agreements.stability.signature_days import Term, unsure_days
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import BLANK, format_change, format_number
from roriq_portal.formats.rates import format_rate_change, format_ratio, percentage_of
from services.counting.amounts import amount_of
from services.counting.masking import HIDDEN, MASKED, hidden_parts, is_small
from services.counting.periods import Period
from services.households.retention import NOT_COLLECTED, format_household_number, is_one_household
from services.households.totals import RETENTION, HouseholdFigures, Number, is_too_short, read_household_figures_twice
from services.positions.queries import posts_of
from services.positions.tables import format_turnover
from services.positions.turnover import Post, staffing, until_today
from services.results.figure_lines import AxisLine, FigureLine
from services.results.subjects import Subject

TURNOVER, UNSIGNED_DAYS = "V5.06", "V5.07"
ONCE = "d’après les ménages inscrits, chacun une fois"
ONE_HOUSEHOLD = "un seul ménage\u00a0: ce qu’il devient ne s’imprime pas"
# The number of people reveals a family as much as the number of families
HIDDEN_WITH = {"V1.11": "V1.10"}
Axes = Callable[[Decimal, Mapping[tuple[str, str], int]], tuple[AxisLine, ...]]


@dataclass(frozen=True)
class OtherSources:
    """What is read beside activities: households before the period and in it, positions and terms of the organism."""

    before: HouseholdFigures
    now: HouseholdFigures
    posts: list[Post]
    terms: list[Term]


def read_other_sources(subject: Subject, period: Period) -> OtherSources:
    """Return what a page of results shows of households, positions and terms.

    Positions and terms only of a whole organism: those of one agreement are not distinguished.
    """
    scope = replace(subject.household_scope(period), start=period.before.start)
    before, now = read_household_figures_twice(scope, period.before.end, period.start)
    alone = subject.organism_id if not subject.agreement_id else None
    return OtherSources(before, now, posts_of(alone) if alone else [], terms_of(alone) if alone else [])


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
    past = None if _too_fine(code, period.before) else sources.before.of(code, period.before.start)
    line = replace(line, note=_note(subject, sources), change="" if past else _rupture(period, sources))
    if subject.is_whole and _reveals_few_families(code, sources.now, period.start):
        return replace(line, text=MASKED if code in RETENTION else HIDDEN)
    if code in RETENTION and is_one_household(number.denominator):
        return replace(line, text=MASKED, note=f"{ONE_HOUSEHOLD} · {line.note}")
    known = (
        None if past and subject.is_whole and _reveals_few_families(code, sources.before, period.before.start) else past
    )
    if code in RETENTION:
        note = f"{format_household_number(number)} · {line.note}"
        amount = None if number.is_unknown else amount_of(line.indicator, number.value, number.denominator)
        line = replace(line, text=_retention(number), amount=amount, note=note)
        return _beside(line, number, known, is_compared=not period.is_unequal) if known else line
    return _counted(subject, period, line, number, known, axes)


def _beside(line: FigureLine, now: Number, past: Number, *, is_compared: bool) -> FigureLine:
    """Return the line of a retention beside the one before, which says its two terms; it moves by points."""
    before = _retention(past)
    if before == BLANK or past.is_unknown:
        return replace(line, before=before)
    line = replace(line, before=f"{before} ({past.value} sur {past.denominator})")
    if now.is_unknown or not is_compared:
        return line
    rates = (percentage_of(number.value, number.denominator) for number in (now, past))
    return replace(line, change=format_rate_change(*rates))


def _counted(
    subject: Subject, period: Period, line: FigureLine, number: Number, past: Number | None, axes: Axes
) -> FigureLine:
    """Return the line of a number of households or people; `past` None: no period before, or one that stays hidden."""
    code, value = line.indicator.code, Decimal(number.value)
    if past:
        change = "" if period.is_unequal else format_change(value - past.value)
        line = replace(line, before=format_number(past.value), change=change)
    # Of a category, the people would tell of the one family that the line above hides
    by_category = {} if subject.is_whole and code in HIDDEN_WITH else number.by_category
    return replace(
        line,
        text=format_number(value),
        amount=amount_of(line.indicator, value),
        records=subject.households_query(code, period),
        axes=axes(value, {("immigration", key): count for key, count in by_category.items()}),
    )


def _too_fine(code: str, period: Period) -> str:
    """Who referred a household knows the month it settled, not the day, nor what became of one (decision 17)."""
    if not period.months:
        return "les ménages se lisent par mois entiers"
    return "se lit par année entière" if is_too_short(code, period.start, period.end) else ""


def _reveals_few_families(code: str, figures: HouseholdFigures, start: date) -> bool:
    """Whether the figure would tell of 1 to 4 families: itself, those whose people it counts, or those that left."""
    number = figures.of(HIDDEN_WITH.get(code, code), start)
    if number is None:
        return False
    if code in RETENTION:
        gone = number.denominator - number.value - number.unknown
        return bool(hidden_parts({"stayed": number.value, "gone": gone, "unknown": number.unknown}))
    return is_small(number.value)


def _retention(number: Number) -> str:
    """« 80 % », or « n. d. »; its numbers are in the note. Of a single household, nothing."""
    if not number.denominator or is_one_household(number.denominator):
        return BLANK
    if number.is_unknown:
        return NOT_COLLECTED
    return format_ratio(number.value, number.denominator)


def _note(subject: Subject, sources: OtherSources) -> str:
    since = f"depuis le {format_day(sources.now.since)}" if sources.now.since else ""
    return f"{ONCE}, {since}" if subject.is_whole else f"compté par les ménages {since}, déclaré avant"


def _rupture(period: Period, sources: OtherSources) -> str:
    """Between a figure of households and one that was declared, or not kept, there is no difference."""
    return "rupture" if sources.now.since and sources.now.since > period.before.start else ""


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
