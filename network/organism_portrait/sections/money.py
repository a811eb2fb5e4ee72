"""The money of the agreements: the year before, the year, the next, and what ends without a signed sequel."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from network.drawing.bars import ENDS, FULL, BarPart, bar_on
from network.drawing.scales import scale_to
from network.organism_portrait.money import AgreementMoney, MoneyRow
from network.organism_portrait.reader import OrganismReader
from network.portrait.section import Link, Section
from roriq_portal.files.spreadsheets import MONEY, Table
from roriq_portal.fiscal_year import format_state_year
from roriq_portal.formats.days import format_day
from roriq_portal.formats.money import format_money
from roriq_portal.formats.numbers import BLANK
from roriq_portal.formats.phrases import agree, counted

NOT_READ = "L’argent des ententes se lit à la coordination et à la direction de l’organisme."
NOTHING_YET = "Aucune entente ne touche ces années\u00a0: le dessin vient avec la première."
ENDS_WITHIN = "Finit d’ici un an sans suite signée"


@dataclass(frozen=True)
class MoneyLine:
    """One agreement in words. `amounts`: (year, text), in the order of the years; `lost`: empty of what goes on."""

    reference: str
    address: str
    detail: str
    amounts: tuple[tuple[str, str], ...]
    lost: str
    bar: tuple[BarPart, ...]


@dataclass(frozen=True)
class MoneyDrawing:
    """`year`: the one whose amounts are drawn."""

    years: tuple[str, ...]
    year: str
    lines: tuple[MoneyLine, ...]
    totals: tuple[tuple[str, str], ...]
    lost: str


def money_section(reader: OrganismReader) -> Section | None:
    """Return the money of three years; None under a component, which an agreement's money is not told by."""
    if reader.filters.component:
        return None
    money = reader.money
    renewals = Link("Les ententes à renouveler", reverse("reporting:renewal-list"))
    return Section(
        slug="argent",
        title="L’argent, et ce qui finit",
        template="network/organism_portrait/_money.html",
        drawn=_drawing(reader, money) if money else None,
        tables=(_table(money),) if money and money.rows else (),
        source="les années de vos ententes, telles qu’elles sont inscrites aujourd’hui.",
        said=ending_words(money) if money else "",
        intro="Chaque année d’entente compte dans l’année de l’État où elle commence.",
        empty=NOT_READ if money is None else "" if money.rows else NOTHING_YET,
        has_twin=False,
        links=(renewals,) if money and money.ending else (),
    )


def ending_words(money: AgreementMoney) -> str:
    """Return « 2 ententes finissent d’ici un an sans suite signée : 463 000 $ par année. »; empty where none does."""
    number = len(money.ending)
    if not number:
        return ""
    verb = agree(number, "finit", "finissent")
    much = format_money(money.lost, 0)
    return f"{counted(number, 'entente')} {verb} d’ici un an sans suite signée\u00a0: {much} par année."


def _drawing(reader: OrganismReader, money: AgreementMoney) -> MoneyDrawing:
    scale = scale_to([row.amounts.get(reader.filters.year) for row in money.rows])
    lines = tuple(
        MoneyLine(
            reference=row.reference,
            address=reverse("agreements:agreement-detail", args=[row.agreement_id]),
            detail=f"{row.funders}, jusqu’au {format_day(row.last_day)}",
            amounts=tuple((format_state_year(year), _said(row.amounts.get(year))) for year in money.years),
            lost=_said(row.lost) if row.ends else "",
            bar=bar_on(scale, [(row.amounts.get(reader.filters.year, Decimal(0)), ENDS if row.ends else FULL)]),
        )
        for row in money.rows
    )
    totals = tuple((format_state_year(year), _said(money.total(year))) for year in money.years)
    lost = _said(money.lost) if money.ending else BLANK
    return MoneyDrawing(tuple(map(format_state_year, money.years)), reader.filters.year_words, lines, totals, lost)


def _said(amount: Decimal | None) -> str:
    return BLANK if amount is None else format_money(amount, 0)


def _table(money: AgreementMoney) -> Table:
    head = ("Entente", "Bailleurs", "Dernier jour", *map(format_state_year, money.years), ENDS_WITHIN)
    rows = [_cells(money, row) for row in money.rows]
    totals = ("Toutes", "", None, *(money.total(year) for year in money.years), money.lost)
    return Table("Argent par entente", head, [*rows, totals], decimals=MONEY, totals=1, sums=frozenset({len(rows)}))


def _cells(money: AgreementMoney, row: MoneyRow) -> tuple:
    amounts = (row.amounts.get(year) for year in money.years)
    return (row.reference, row.funders, row.last_day, *amounts, row.lost)
