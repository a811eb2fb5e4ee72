"""What stands beside a measure, and what would move it: sentences made of counts. Queries and words, no decision."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

from network.barometer.measures import Measured
from network.barometer.recommendations import Recommendation
from network.barometer.windows import Window
from organisms.models import Organism, PivotMandate, Region
from roriq_portal.formats.money import format_money
from roriq_portal.formats.numbers import format_number, round_number
from roriq_portal.formats.phrases import and_others, counted
from services.counting.masking import is_small
from services.positions.queries import posts_of_many
from services.positions.turnover import staffing

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
    houses = posts_of_many(Organism.objects.order_by().values_list("pk", flat=True))
    posts = [post for occupied in houses.values() for post in occupied]
    period = staffing(posts, window.first, window.last + timedelta(days=1))
    on_the_day = [post for post in posts if post.is_held_on(window.last)]
    experienced = sum(post.years_until(window.last) >= EXPERIENCED_YEARS for post in on_the_day)
    beside = (
        f"{counted(len(on_the_day), 'poste occupé', 'postes occupés')}, dont {format_number(experienced)} depuis deux"
        f" ans ou plus\u00a0; {counted(period.lost_to_money, 'poste perdu', 'postes perdus')} faute d’argent,"
        f" {_years(period.lost_years)} parties avec l’ensemble des postes perdus."
    )
    held = PivotMandate.objects.filter(during__contains=window.last).values("region")
    without = Region.objects.exclude(pk__in=held).values_list("name", flat=True)
    return Context({3: beside} if posts else {}, tuple(without))


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
    if recommendation.counts_households and is_small(rest):
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
