"""The large numbers of the year, each beside the year before and with what it means."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from agreements.stability.signature_days import days_in_all
from network.barometer.windows import Window
from network.organism_portrait.reader import SERIES, OrganismReader
from network.portrait.change import change_of
from network.portrait.section import Section
from network.portrait.sections.key_figures import KeyFigure, figures_table
from network.portrait.totals.figures import Figure, Source, counted_figure
from roriq_portal.fiscal_year import state_year_of
from roriq_portal.formats.days import format_day
from roriq_portal.formats.money import format_money
from roriq_portal.formats.numbers import BLANK, format_number, round_number
from roriq_portal.formats.phrases import agree, capital, counted
from roriq_portal.formats.rates import format_rate
from services.positions.turnover import Staffing, staffing, until_today
from services.results.figure_lines import FigureLine

# As the page it leads to says it
NEVER_SIGNED = "Jours sans aucune entente signée"
# What is counted of people and activities, in their order; each shows when it says something
COUNTED = ("V1.10", "V4.11", "V2.02", "V4.04", "V3.02", "V4.13")
NOTHING_YET = "Rien n’est encore compté cette année\u00a0: les chiffres viennent avec les premières fiches."

NOTHING_OF_COMPONENT = "Aucun des chiffres que ce portrait montre de ce volet n’est encore compté cette année."


def figures_section(reader: OrganismReader) -> Section:
    """Return what the year gave; under a component, only what it counts."""
    figures = _of_codes(reader, COUNTED)
    if reader.filters.component or not figures:  # else five years would show a number where this says nothing is
        figures += _of_codes(reader, [code for code in SERIES if code not in COUNTED])
    if not reader.filters.component:
        figures += [*_money(reader), *_unsigned(reader), *_positions(reader)]
    filters, first = reader.filters, format_day(reader.windows.year.first)
    return Section(
        slug="chiffres",
        title="Les chiffres de l’année",
        intro=f"À côté de l’année {filters.before_words}. Un nombre souligné mène à ses fiches.",
        template="network/portrait/sections/key_figures.html",
        drawn=figures,
        tables=(figures_table(filters, figures),) if figures else (),
        source=f"ce qui est inscrit aujourd’hui, du {first} jusqu’au {filters.until_words}.",
        empty="" if figures else NOTHING_OF_COMPONENT if filters.component else NOTHING_YET,
        has_twin=False,
        is_wide=False,
    )


def _of_codes(reader: OrganismReader, codes: Iterable[str]) -> list[KeyFigure]:
    return [figure for code in codes if reader.is_shown(code) and (figure := _counted(reader, code))]


def _counted(reader: OrganismReader, code: str) -> KeyFigure | None:
    windows = reader.windows
    line, now, before = reader.line(code, windows.year), reader.figure(code, windows.year), None
    if line is None or now.text == BLANK:
        return None
    before = reader.figure(code, windows.before)
    is_broken = bool(reader.breaks_between(code, windows.before, windows.year))
    change = change_of(now, before, is_broken=is_broken)
    return KeyFigure(
        line.words, now.text, change, _meaning(line, now), now, before, short=_short(reader, code), link=line.records
    )


def _meaning(line: FigureLine, figure: Figure) -> str:
    """Return « 74 sur 95. » of a rate, « Familles distinctes, V4.04. » of a number."""
    if figure.is_rate:
        return f"{format_number(figure.part)} sur {format_number(figure.whole)}."
    return f"{capital(line.unit)}, {line.indicator.code}."


def _short(reader: OrganismReader, code: str) -> str:
    """Return « À l’entente, 84 % de la cible de 45. » of what is under 85 % of a target that stands alone.

    Its agreement counts what is charged to it, the figure beside the whole organism.
    """
    marks = [mark for group in reader.targets.groups for mark in group.marks if mark.code == code]
    if len(marks) != 1 or not marks[0].is_short or reader.filters.is_running:
        return ""
    text = marks[0].target_text
    return f"À l’entente, {marks[0].share_text} de la cible de {text}."


def _money(reader: OrganismReader) -> Iterator[KeyFigure]:
    money, year = reader.money, reader.filters.year
    if money is None or not money.total(year):
        return
    now, before = (_dollars(money.total(number)) for number in (year, year - 1))
    long = money.long_share
    meaning = "" if long is None else f"{format_rate(long, 100)} en ententes de trois ans ou plus."
    page = f"{reverse('agreements:organism-money', args=[reader.organism.pk])}?annee={year}"
    change = change_of(now, before, in_words=_in_dollars)
    yield KeyFigure("Argent des ententes", now.text, change, meaning, now, before, link=page)


def _dollars(amount: Decimal | None) -> Figure:
    if not amount:
        return Figure(source=Source.AGREEMENTS)
    return Figure(format_money(amount, 0), amount, Source.AGREEMENTS)


def _in_dollars(amount: Decimal) -> str:
    return format_money(amount, 0)


def _unsigned(reader: OrganismReader) -> Iterator[KeyFigure]:
    """Days of the year without any signed agreement, since the organism's first one."""
    terms = reader.ledger.all_terms
    if not terms:
        return
    now, before = (_without(reader, window) for window in (reader.windows.year, reader.windows.before))
    words = "Chaque jour une fois, depuis la première entente de l’organisme."
    meaning = words if now.value else "Aucune attente cette année."
    # The page offers no year before the first agreement
    begun = state_year_of(min(term.starts_on for term in terms)) <= reader.filters.year
    link = f"{reverse('reporting:organism-spans', args=[reader.organism.pk])}?{_days_asked(reader)}" if begun else ""
    yield KeyFigure(NEVER_SIGNED, now.text, change_of(now, before), meaning, now, before, link=link)


def _days_asked(reader: OrganismReader) -> str:
    """Return what the page of its agreements is asked, to count the same days."""
    window = reader.windows.year
    until = {"jour": window.last.isoformat()} if window.is_part else {}
    return urlencode({"annee": window.year, **until})


def _without(reader: OrganismReader, window: Window) -> Figure:
    days = days_in_all(reader.ledger.all_terms, window.first, window.last + timedelta(days=1))
    return counted_figure(days.without, Source.AGREEMENTS)


def _positions(reader: OrganismReader) -> Iterator[KeyFigure]:
    if not reader.posts:
        return
    year, before = (_staffing(reader, window) for window in (reader.windows.year, reader.windows.before))
    now, then = counted_figure(year.lost), counted_figure(before.lost)
    page = f"{reverse('services:position-list', args=[reader.organism.pk])}?annee={reader.filters.year}"
    yield KeyFigure("Postes perdus", now.text, change_of(now, then), _lost_words(year), now, then, link=page)


def _staffing(reader: OrganismReader, window: Window) -> Staffing:
    return staffing(reader.posts, window.first, until_today(window.last + timedelta(days=1), reader.filters.today))


def _lost_words(year: Staffing) -> str:
    if not year.lost:
        return f"{counted(year.held_last, 'poste occupé', 'postes occupés')}."
    years = round_number(year.lost_years, 1)
    gone = f"{counted(years, 'année d’expérience', 'années d’expérience')} {agree(years, 'partie', 'parties')}"
    return f"{format_number(year.lost_to_money)} faute d’argent\u00a0; {gone}."
