"""The figures of the year, beside the year before, each with what it means. Nothing adds distinct people."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from agreements.stability.signature_days import days_by_term
from network.barometer.measures import tied_among
from network.barometer.windows import Window
from network.portrait.change import Change, change_of
from network.portrait.filters import Filters
from network.portrait.reader import Reader
from network.portrait.section import Section
from network.portrait.sections.cells import cell_of, change_cell
from network.portrait.totals.figures import Figure, Source
from organisms.models import Component
from roriq_portal.files.spreadsheets import Table
from roriq_portal.formats.days import format_day
from roriq_portal.formats.money import format_millions
from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.phrases import capital, counted
from roriq_portal.formats.rates import format_rate
from services.continuum.coverage import Continuum

SLUG = "chiffres"
MOST = 8
# What stands on the page without a component filter, in this order, before what belongs to no component
CODES = ("V1.10", "V4.11", "V3.07", "V2.05", "V4.13")
SETTLED, STAYED, HIRED, MEASURES, COMMUNITY = CODES
POSTS, IMMIGRANTS, HOSTS = "V3.03", "V4.14", "V4.15"
NO_AGREEMENT = "Aucune année d’entente ne commence dans ces jours."
DAYS_UNSIGNED = (
    "Du premier jour du terme à la signature, ententes additionnées\u00a0; V5.07 est ce que disent les rapports."
)
NO_MONTHS = "Une rétention se lit par année entière."


@dataclass(frozen=True)
class KeyFigure:
    """`text`: as it is printed in large; `meaning`: a sentence; `before`: the year before, for the table.

    `short`: what is said before it, of a target that is not reached at 85 %; `link`: the records behind the number.
    """

    title: str
    text: str
    change: Change
    meaning: str
    now: Figure
    before: Figure
    short: str = ""
    link: str = ""


def key_figures_section(reader: Reader) -> Section:
    """Return the eight figures of the year; of a component, its own ones only."""
    filters = reader.filters
    figures = list(_figures(reader))[:MOST]
    is_told = any(row.now.text != Figure().text for row in figures)
    return Section(
        slug=SLUG,
        title="Les chiffres de l’année",
        intro=f"À côté de l’année {filters.before_words}. Rien ici n’additionne des personnes distinctes.",
        template="network/portrait/sections/key_figures.html",
        drawn=figures,
        tables=(figures_table(filters, figures),),
        source=_source(filters, figures),
        empty="" if is_told else _empty(filters),
        has_twin=False,
        is_wide=False,
    )


def _empty(filters: Filters) -> str:
    return (
        f"Rien n’est encore compté en {filters.year_words}\u00a0: ces chiffres viendront avec les premières fiches, "
        "les premiers ménages et les premières ententes."
    )


def _figures(reader: Reader) -> Iterator[KeyFigure]:
    codes = [code for code in CODES if code in reader.indicators]
    codes += [code for code in _others(reader) if code not in codes]
    for code in codes:
        yield _of_indicator(reader, code)
    if not reader.filters.component:
        yield from _without_component(reader)


def _others(reader: Reader) -> list[str]:
    """The other indicators of a component that add up; none without a component, whose five are chosen."""
    return reader.summed_codes if reader.filters.component else []


def _of_indicator(reader: Reader, code: str) -> KeyFigure:
    now, before = (reader.figure(code, window) for window in (reader.windows.year, reader.windows.before))
    breaks = reader.breaks_between(code, reader.windows.before, reader.windows.year)
    change = change_of(now, before, is_broken=bool(breaks))
    meaning = MEANINGS.get(code, _unit)(reader, code)
    return KeyFigure(reader.words_of(code), now.text, change, meaning, now, before)


def _unit(reader: Reader, code: str) -> str:
    return f"{capital(reader.indicators[code].unit_plural)}, {code}."


def _settled(reader: Reader, code: str) -> str:
    return "Une fois chacun, même suivis à Montréal puis en région."


def _stayed(reader: Reader, code: str) -> str:
    if reader.windows.year.is_part:
        return NO_MONTHS
    figure = reader.figure(code, reader.windows.year)
    if not figure.is_rate:
        return "Des ménages dont la date tombait dans l’année."
    households = counted(figure.whole, "ménage")
    return f"{format_number(figure.part)} sur les {households} dont la date tombait dans l’année."


def _hired(reader: Reader, code: str) -> str:
    hired, posts = (reader.figure(key, reader.windows.year) for key in (code, POSTS))
    if not hired.value or not posts.value or hired.value > posts.value:
        return "Par des employeurs que les organismes ont préparés."
    posts_words = counted(int(posts.value), "poste recueilli", "postes recueillis")
    return f"Pour {posts_words}\u00a0: {format_rate(hired.value, posts.value)} sont pourvus."


def _measures(reader: Reader, code: str) -> str:
    window = reader.windows.year
    tied = tied_among(*_of_employment(reader, window.last))
    if not tied.whole:
        return "Aucun organisme membre n’offre d’insertion en emploi."
    verb = "offre" if tied.part <= 1 else "offrent"
    houses = counted(int(tied.whole), "organisme d’insertion", "organismes d’insertion")
    return f"{format_number(tied.part)} sur {houses} {verb} un service lié à une mesure."


def _of_employment(reader: Reader, day: date) -> tuple[set[int], set[int]]:
    """Return the members of the employment component, and the organisms that offer a service tied to a measure."""
    members = {key for key in reader.members_on(day) if Component.EMPLOYMENT in reader.organisms[key].components}
    tied = {service.pk for service in reader.services if service.measure_id}
    return members, {row.organism for row in reader.continuum.offers if row.service in tied and row.during.covers(day)}


def _community(reader: Reader, code: str) -> str:
    sides = [reader.figure(code, reader.windows.year) for code in (IMMIGRANTS, HOSTS)]
    if any(side.value is None for side in sides):
        return "Entre personnes immigrantes et société d’accueil."
    first, second = (format_number(int(side.value or 0)) for side in sides)
    return f"{first} participations de personnes immigrantes, {second} de la société d’accueil."


MEANINGS: dict[str, Callable[[Reader, str], str]] = {
    SETTLED: _settled,
    STAYED: _stayed,
    HIRED: _hired,
    MEASURES: _measures,
    COMMUNITY: _community,
}


def _without_component(reader: Reader) -> Iterator[KeyFigure]:
    if reader.region_id is None:
        yield _whole_regions(reader)
    yield _money(reader)
    yield _unsigned(reader)


def _whole_regions(reader: Reader) -> KeyFigure:
    now, before = (_regions_served(reader, window) for window in (reader.windows.year, reader.windows.before))
    return KeyFigure(
        title="Régions au continuum complet",
        text=f"{format_number(now)} sur {format_number(len(reader.regions))}",
        change=_moved(now, before),
        meaning=f"Les cinq volets offerts partout le {reader.filters.until_words}.",
        now=_count(now, Source.OFFERS),
        before=_count(before, Source.OFFERS),
    )


def _regions_served(reader: Reader, window: Window) -> int:
    """How many regions are offered, everywhere in them, every service of the network on the last day."""
    services = [row.pk for row in reader.services if row.organism_id is None and row.component in Component.values]
    return sum(_is_served(reader.continuum, region, services, window) for region in reader.regions)


def _is_served(continuum: Continuum, region: int, services: list[int], window: Window) -> bool:
    return bool(services) and all(
        continuum.is_whole(continuum.offers_on(region, service, window.last), region, window.last)
        for service in services
    )


def _money(reader: Reader) -> KeyFigure:
    now = reader.money[reader.windows.year]
    figure, before = (_dollars(reader.money[window].whole) for window in (reader.windows.year, reader.windows.before))
    meaning = f"{format_rate(now.part, now.whole)} vient d’ententes de 3 à 5 ans." if now.whole else NO_AGREEMENT
    change = change_of(figure, before, in_words=format_millions)
    return KeyFigure("Argent des ententes", figure.text, change, meaning, figure, before)


def _dollars(amount: Decimal) -> Figure:
    if not amount:
        return Figure(source=Source.AGREEMENTS)
    return Figure(format_millions(amount), amount, Source.AGREEMENTS)


def _unsigned(reader: Reader) -> KeyFigure:
    terms = reader.terms
    now, before = (
        sum(days.unsigned for days in days_by_term(terms, window.first, window.last + timedelta(days=1)).values())
        for window in (reader.windows.year, reader.windows.before)
    )
    return KeyFigure(
        title="Jours sans signature",
        text=format_number(now),
        change=_moved(now, before),
        meaning=DAYS_UNSIGNED,
        now=_count(now, Source.AGREEMENTS),
        before=_count(before, Source.AGREEMENTS),
    )


def _count(number: int, source: Source) -> Figure:
    return Figure(format_number(number), Decimal(number), source)


def _moved(now: int, before: int) -> Change:
    return change_of(_count(now, Source.OFFERS), _count(before, Source.OFFERS))


def figures_table(
    filters: Filters, figures: Sequence[KeyFigure], who: str = "Chiffre", said: str = "Ce qu’il dit"
) -> Table:
    """Return the figures as a file holds them. `who`, `said`: the heads of what is counted and of what it means."""
    head = (who, filters.year_words, filters.before_words, "Écart", said)
    rows = [
        [
            row.title,
            cell_of(row.now),
            cell_of(row.before),
            change_cell(row.change),
            f"{row.short} {row.meaning}".strip(),
        ]
        for row in figures
    ]
    return Table("Chiffres de l’année", head, rows)


def _source(filters: Filters, figures: list[KeyFigure]) -> str:
    sources = dict.fromkeys(row.now.source.value for row in figures if row.now.value is not None)
    words = "\u00a0; ".join(sources) or "aucune fiche"
    return f"{words}\u00a0; du {format_day(filters.windows.year.first)} au {format_day(filters.windows.year.last)}."
