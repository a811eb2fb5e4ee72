"""Money by State year and by region, with what ends: two tables that are drawings."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from agreements.currency import NOTHING as NO_MONEY
from network.drawing.bars import ENDS, FULL, BarPart, bar_on
from network.drawing.scales import Scale, scale_to
from network.portrait.filters import Filters
from network.portrait.reader import Reader
from network.portrait.section import Link, Section
from network.portrait.sections.money.figures import (
    MoneyFigures,
    RegionMoney,
    YearOfMoney,
    money_figures,
    windows_of,
)
from roriq_portal.files.spreadsheets import Cell, Table, money_style, rate_cell
from roriq_portal.fiscal_year import format_state_year
from roriq_portal.formats.days import format_day, year_before
from roriq_portal.formats.money import format_short_money
from roriq_portal.formats.numbers import BLANK, format_number, round_number
from roriq_portal.formats.phrases import and_others, counted
from roriq_portal.formats.rates import format_rate, round_rate

SLUG, TITLE = "argent", "L’argent, et ce qui finit"
INTRO = "Les ententes signées, par année de l’État."
SOURCE = (
    "les ententes et leurs années, chacune dans l’année de l’État où elle commence, comme au baromètre. L’argent est "
    "celui de la région de l’organisme."
)
RULES = (
    "«\u00a0Finit sans suite\u00a0»\u00a0: l’argent de l’année d’avant, des ententes qui n’ont plus d’année ni de "
    "suite signée dans celle-ci.",
    "«\u00a0En 3 à 5 ans\u00a0»\u00a0: comme au baromètre, recommandation 5, de tout l’argent inscrit, signé ou non.",
)
WITHOUT_COMPONENTS = (
    "Un volet est choisi\u00a0: l’argent d’une entente ne se partage pas entre les volets qu’elle finance. "
    "Choisissez «\u00a0Les cinq\u00a0» pour le voir."
)
NOTHING = "Aucune entente n’est encore signée. Les montants viendront ici avec les premières signatures."
MOST_NAMED = 3


@dataclass(frozen=True)
class YearRow:
    """`ring`: where the same day of the year before stands, empty where it is not compared."""

    words: str
    is_running: bool
    signed: str
    before: str
    ends: str
    long_share: str
    bar: tuple[BarPart, ...]
    ring: str


@dataclass(frozen=True)
class RegionRow:
    """Thousands of dollars, in words."""

    name: str
    address: str
    past: str
    running: str
    coming: str
    ends: str
    bar: tuple[BarPart, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """`same_day`: the day of the year before that years still open are compared with."""

    years: tuple[YearRow, ...]
    regions: tuple[RegionRow, ...]
    total: RegionRow
    past: str
    running: str
    coming: str
    same_day: str

    @property
    def has_ends(self) -> bool:
        return any(row.ends for row in self.years)


def money_section(reader: Reader) -> Section:
    """Return the money by year and by region. A component leaves it out: an agreement funds several, undivided."""
    filters = reader.filters
    if filters.component:
        return Section(SLUG, TITLE, "", None, (), "", empty=WITHOUT_COMPONENTS)
    figures = read_money(filters, reader)
    if figures.is_empty:
        return Section(SLUG, TITLE, "", None, (), "", empty=NOTHING)
    return Section(
        slug=SLUG,
        title=TITLE,
        template="network/portrait/sections/money/money.html",
        drawn=_drawn(figures),
        tables=(_years_table(figures), _regions_table(figures)),
        source=SOURCE,
        said=said_of(figures),
        intro=INTRO,
        notes=RULES,
        has_twin=False,
        links=_links(figures, filters),
    )


def read_money(filters: Filters, reader: Reader) -> MoneyFigures:
    """Return the money on the day of the filters."""
    long_terms = reader.money_of(windows_of(filters.today))
    return money_figures(
        reader.signed_money,
        long_terms,
        reader.regions,
        filters.today,
        chosen_year=filters.year,
        region_id=reader.region_id,
    )


def said_of(figures: MoneyFigures) -> str:
    """Return how many agreements end, where nothing more is signed, and how the running year stands; by rules."""
    until = format_day(figures.last_day)
    if figures.ending:
        words = counted(figures.ending, "entente finit", "ententes finissent")
        said = [f"D’ici le {until}, {words} sans suite signée."]
    else:
        said = [f"Aucune entente ne finit d’ici le {until} sans suite signée."]
    coming = format_state_year(figures.running_year + 1)
    if without := figures.without_more:
        names = and_others(without[:MOST_NAMED], len(without) - MOST_NAMED)
        said.append(f"Plus rien n’est signé pour {coming}\u00a0: {names}.")
    running = next(year for year in figures.years if year.is_running)
    if running.signed and running.before:
        now, before = format_short_money(running.signed), format_short_money(running.before)
        said.append(f"Pour {running.words}, {now} sont signés\u00a0; un an plus tôt, le même jour, {before} l’étaient.")
    return " ".join(said)


def _links(figures: MoneyFigures, filters: Filters) -> tuple[Link, ...]:
    if not figures.to_renew:
        return ()
    words = counted(figures.to_renew, "entente à renouveler", "ententes à renouveler")
    query = f"?region={filters.region.pk}" if filters.region else ""
    return (Link(f"D’ici douze mois, {words}", f"{reverse('reporting:renewal-list')}{query}"),)


def _drawn(figures: MoneyFigures) -> Drawn:
    years = scale_to(value for year in figures.years for value in (year.signed + (year.ends or 0), year.before))
    regions = scale_to(value for row in figures.regions for value in (row.running, row.coming + row.ends))
    return Drawn(
        tuple(_year_row(year, years) for year in figures.years),
        tuple(_region_row(row, regions) for row in figures.regions),
        _region_row(_total(figures.regions)),
        format_state_year(figures.past_year),
        format_state_year(figures.running_year),
        format_state_year(figures.running_year + 1),
        format_day(year_before(figures.day)),
    )


def _year_row(year: YearOfMoney, scale: Scale) -> YearRow:
    return YearRow(
        year.words,
        year.is_running,
        format_short_money(year.signed) if year.signed else BLANK,
        format_short_money(year.before) if year.before else "",
        format_short_money(year.ends) if year.ends else "",
        BLANK if year.long_share is None else format_rate(year.long_share, 100),
        bar_on(scale, [(year.signed, FULL), (year.ends or 0, ENDS)]),
        scale.place(year.before) if year.before else "",
    )


def _region_row(row: RegionMoney, scale: Scale | None = None) -> RegionRow:
    return RegionRow(
        row.name,
        reverse("organisms:region-detail", args=[row.code]) if row.code else "",
        past=_thousands(row.past),
        running=_thousands(row.running),
        coming=_thousands(row.coming),
        ends=_thousands(row.ends) if row.ends else "",
        bar=bar_on(scale, [(row.coming, FULL), (row.ends, ENDS)]) if scale else (),
    )


def _thousands(amount: Decimal) -> str:
    """Return « 1 390 »; a region with less than a thousand is not without any."""
    if 0 < amount < 500:
        return "<\u00a01"
    return format_number(round_number(amount / 1000)) if amount else BLANK


def _total(rows: Iterable[RegionMoney]) -> RegionMoney:
    added = [sum(amounts, NO_MONEY) for amounts in zip(*map(_amounts, rows), strict=True)]
    return RegionMoney("", "Ensemble", *added)


def _amounts(row: RegionMoney) -> tuple[Decimal, ...]:
    return row.past, row.running, row.coming, row.ends


def _years_table(figures: MoneyFigures) -> Table:
    head = (
        "Année", "Signé, en dollars", "Signé le même jour un an avant, pour l’année d’avant", "Finit sans suite signée",
        "En 3 à 5 ans",
    )  # fmt: skip
    rows: list[list[Cell]] = [
        [
            year.words,
            year.signed,
            year.before,
            year.ends,
            None if year.long_share is None else rate_cell(year.long_share, 100, round_rate(year.long_share, 100)),
        ]
        for year in figures.years
    ]
    return Table("Argent par année", head, rows, decimals=money_style())


def _regions_table(figures: MoneyFigures) -> Table:
    past, running, coming = (
        format_state_year(year) for year in (figures.past_year, figures.running_year, figures.running_year + 1)
    )
    head = ("Région", f"{past}, en dollars", f"{running}, signé", f"{coming}, signé", "Finit sans suite signée")
    whole = [*figures.regions, _total(figures.regions)]
    rows: list[list[Cell]] = [[row.name, *_amounts(row)] for row in whole]
    return Table("Argent par région", head, rows, decimals=money_style(), totals=1, sums=frozenset([len(rows) - 1]))
