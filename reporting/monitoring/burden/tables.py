"""The tables of the burden as files: each by the name that its address bears."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction

from reporting.monitoring.burden.network import NetworkBurden, OrganismRow
from reporting.monitoring.burden.reasons import ReasonRow
from reporting.monitoring.burden.sentences import source_rows
from reporting.monitoring.burden.sheet import BurdenRow, Hours, OrganismBurden
from reporting.monitoring.burden.tally import Tally
from roriq_portal.files.spreadsheets import Cell, Table, rate_cell
from roriq_portal.formats.numbers import round_number
from roriq_portal.formats.rates import round_rate

COUNTS = ("Questions", "À la main", "Part à la main", "Déjà répondues", "Remplies", "Sans réponse")


def organism_table(name: str, page: OrganismBurden) -> Table | None:
    """Return one table of an organism's page; None for a name that no table bears."""
    makers: dict[str, Callable[[], Table]] = {
        "sources": lambda: _sources(page.total),
        "bailleurs": lambda: _rows("Par bailleur", "Bailleur", page.funders, page.total),
        "gabarits": lambda: _rows("Par gabarit", "Gabarit", page.forms, page.total),
        "idees": lambda: _ideas(page),
        "raisons": lambda: _reasons(page.reasons),
    }
    return makers[name]() if name in makers else None


def network_table(name: str, page: NetworkBurden, organisms: Iterable[OrganismRow]) -> Table | None:
    """Return one table of the network's page; `organisms`: those of the list, as they are filtered."""
    makers: dict[str, Callable[[], Table]] = {
        "sources": lambda: _sources(page.total),
        "annees": lambda: _years(page),
        "bailleurs": lambda: _rows("Par bailleur", "Bailleur", page.funders, page.total),
        "gabarits": lambda: _rows("Par gabarit", "Gabarit", page.forms, page.total),
        "nombre": lambda: _by_funders(page),
        "organismes": lambda: _organisms(organisms),
        "raisons": lambda: _reasons(page.reasons),
        "idees": lambda: _shared(page),
    }
    return makers[name]() if name in makers else None


def _counts(tally: Tally) -> list[Cell]:
    return [tally.asked, tally.hand, _share(tally.hand, tally.asked), tally.reused, tally.records, tally.empty]


def _share(part: int, whole: int) -> Cell:
    return rate_cell(part, whole, round_rate(part, whole)) if whole else None


def _hours(hours: Hours) -> Cell:
    return hours.total if hours.total is not None else hours.words if hours.not_collected else None


def _middle(number: Fraction | None) -> Decimal | None:
    return None if number is None else round_number(number, 1)


def _sources(total: Tally) -> Table:
    rows: list[list[Cell]] = [[row.words, row.number, _share(row.number, total.asked)] for row in source_rows(total)]
    rows.append(["Questions posées", total.asked, _share(total.asked, total.asked)])
    return Table("Sources", ("Source", "Questions", "Part"), rows, totals=1, sums=frozenset({len(rows) - 1}))


def _rows(title: str, head: str, rows: Iterable[BurdenRow], total: Tally) -> Table:
    lines: list[list[Cell]] = [[row.words, row.detail, *_counts(row.tally)] for row in rows]
    lines.append(["Tous", "", *_counts(total)])
    return Table(title, (head, "Rapports", *COUNTS), lines, totals=1, sums=frozenset({len(lines) - 1}))


def _reasons(rows: Iterable[ReasonRow]) -> Table:
    head = ("Raison", "Précision", "Réponses à la main", "Ce qui l’éviterait")
    return Table("Raisons", head, [[row.words, row.detail, row.number, row.lever] for row in rows])


def _ideas(page: OrganismBurden) -> Table:
    head = ("Indicateur", "Ses mots", "Demandé par", "Jours", "Qui", "Tranches", "Réponse", "État", "Empêche")
    rows: list[list[Cell]] = []
    for idea in page.ideas:
        for row in idea.rows:
            facets = (("jours", row.days), ("qui", row.people), ("tranches", row.bands))
            forbids = ", ".join(words for words, facet in facets if facet.forbids)
            whom: list[Cell] = [row.days.words, row.people.words, row.bands.words]
            rows.append([idea.code, row.words, row.source, *whom, row.answer, row.state, forbids])
    return Table("Demandé plusieurs fois", head, rows, frozen=2)


def _years(page: NetworkBurden) -> Table:
    head = (
        "Année",
        *COUNTS,
        "Remplies sans être posées de nouveau",
        "Organismes",
        "Questions, médiane",
        "Heures (F.01)",
    )
    rows: list[list[Cell]] = []
    for row in page.years:
        spared = _share(row.tally.spared, row.tally.asked)
        rest: list[Cell] = [spared, row.organisms, _middle(row.middle), _hours(row.hours)]
        rows.append([row.words, *_counts(row.tally), *rest])
    return Table("Trois ans", head, rows)


def _by_funders(page: NetworkBurden) -> Table:
    head = ("Bailleurs", "Organismes", "À la main, médiane", "Le moins", "Le plus")
    rows: list[list[Cell]] = [
        [row.funders, len(row.numbers), _middle(row.middle), row.numbers[0], row.numbers[-1]] for row in page.by_funders
    ]
    return Table("Nombre de bailleurs", head, rows)


def _organisms(organisms: Iterable[OrganismRow]) -> Table:
    head = ("Organisme", "Bailleurs", "Rapports", *COUNTS, "Heures (F.01)")
    rows: list[list[Cell]] = [
        [row.name, row.funders, row.reports, *_counts(row.tally), _hours(row.hours)] for row in organisms
    ]
    return Table("Organismes", head, rows)


def _shared(page: NetworkBurden) -> Table:
    head = ("Indicateur", "Mots", "Organismes", "Lignes", "À la main", "Évitées par une même définition")
    rows: list[list[Cell]] = [
        [row.code, row.words, row.organisms, row.asked, row.by_hand, row.spared] for row in page.ideas
    ]
    return Table("Demandé plusieurs fois", head, rows)
