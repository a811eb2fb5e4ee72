"""What stands beside a measure, and what would move it: sentences made of counts. Queries and words, no decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from math import ceil

from network.barometer.measures import Measured
from network.barometer.recommendations import FEWEST_ORGANISMS, Recommendation
from network.barometer.windows import Window
from organisms.models import Organism, PivotMandate, Region
from roriq_portal.formats.money import format_money
from roriq_portal.formats.numbers import format_number, round_number
from roriq_portal.formats.phrases import and_others, counted
from services.counting.masking import is_small
from services.masking.audiences import Audience
from services.positions.queries import posts_of_many
from services.positions.turnover import Post, staffing

EXPERIENCED_YEARS = 2
MOST_NAMES = 6
UNFILLED = ("question ne s’est pas remplie seule", "questions ne se sont pas remplies seules")


@dataclass(frozen=True)
class Context:
    """`beside`: the number of a recommendation → what is read beside it. `without_pivot`: regions, by name."""

    beside: dict[int, str]
    without_pivot: tuple[str, ...]


def read_context(window: Window) -> Context:
    """Return what stands beside the measures of one window. Three queries."""
    mandates = PivotMandate.objects.filter(during__contains=window.last).values("region")
    without = Region.objects.exclude(pk__in=mandates).values_list("name", flat=True)
    positions = _positions_words(window)
    return Context({3: positions} if positions else {}, tuple(without))


def _positions_words(window: Window) -> str:
    """Return what is said of the positions beside the pivots; nothing where too few organisms hold them."""
    by_organism = posts_of_many(Organism.objects.order_by().values_list("pk", flat=True))
    posts, end = list(chain.from_iterable(by_organism.values())), window.last + timedelta(days=1)
    occupied = [post for post in posts if post.is_held_on(window.last)]
    if not _tells_of_none(occupied):
        return ""
    experienced = sum(post.years_until(window.last) >= EXPERIENCED_YEARS for post in occupied)
    words = counted(len(occupied), "poste occupé", "postes occupés")
    words = f"{words}, dont {format_number(experienced)} depuis deux ans ou plus"
    if _tells_of_none(post for post in posts if post.is_lost_in(window.first, end)):
        period = staffing(posts, window.first, end)
        lost = counted(period.lost_to_money, "poste perdu", "postes perdus")
        words += f"\u00a0; {lost} faute d’argent, {_years(period.lost_years)} parties avec les postes perdus"
    return f"{words}."


def _tells_of_none(posts: Iterable[Post]) -> bool:
    """Whether these positions are of enough organisms for their number to tell of none."""
    return len({post.organism_id for post in posts}) >= FEWEST_ORGANISMS


def _years(years: Decimal) -> str:
    return counted(round_number(years), "année d’expérience", "années d’expérience")


def lever_of(recommendation: Recommendation, measured: Measured, threshold: Decimal | None, context: Context) -> str:
    """Return what would move a measure, in a sentence or two; nothing where nothing is measured."""
    if measured.share is None:
        return ""
    rest = measured.whole - measured.part
    sentences = [_rest(recommendation, rest, context)] if rest else []
    missing = _missing(measured, threshold)
    if missing and not recommendation.counts_households:
        sentences.append(f"Il en manque {_amount(recommendation, missing)} pour atteindre le seuil.")
    return " ".join(filter(None, sentences))


def _missing(measured: Measured, threshold: Decimal | None) -> int:
    if threshold is None:
        return 0
    return max(ceil(Fraction(threshold) * Fraction(measured.whole) / 100 - Fraction(measured.part)), 0)


def _amount(recommendation: Recommendation, number: int | Decimal) -> str:
    if recommendation.is_money:
        return format_money(Decimal(number), 0)
    return format_number(number)


def _rest(recommendation: Recommendation, rest: Decimal, context: Context) -> str:
    """Return what is outside the part, named by what it lacks."""
    if recommendation.counts_households and is_small(rest, Audience.PUBLIC):
        return ""
    number = int(rest)
    match recommendation.number:
        case 1:
            return f"{counted(number, 'entente n’a', 'ententes n’ont')} qu’un bailleur."
        case 2:
            return f"{counted(number, 'organisme n’a', 'organismes n’ont')} pas adopté l’énoncé en vigueur."
        case 3:
            others = len(context.without_pivot) - MOST_NAMES
            return f"Sans pivot\u00a0: {and_others(context.without_pivot[:MOST_NAMES], others)}."
        case 4:
            return f"{counted(number, 'activité n’est imputée', 'activités ne sont imputées')} à aucune entente."
        case 5:
            return f"{format_money(rest, 0)} viennent encore d’ententes d’un ou de deux ans."
        case 6:
            return f"{counted(number, 'ménage a été référé', 'ménages ont été référés')} hors de toute cible conjointe."
        case 7:
            return f"{counted(number, 'organisme n’offre', 'organismes n’offrent')} aucun service lié à une mesure."
        case _:
            return f"{counted(number, *UNFILLED)}."
