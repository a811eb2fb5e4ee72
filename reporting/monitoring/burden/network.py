"""The burden of the whole network in a State year: by funder, number of funders, organism, and why it costs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from organisms.models import User
from organisms.names import sort_name
from reporting.monitoring.burden.drawing import Dots, Piece, bar_of, dots_of, scale_of
from reporting.monitoring.burden.facts import AskedReport, forms_of, read_reports, read_totals
from reporting.monitoring.burden.ideas import FormLines, Idea, asked_lines, ideas_of, lines_by_form, reasons_by_line
from reporting.monitoring.burden.reasons import Reason, ReasonRow, rows_of, spared_of
from reporting.monitoring.burden.sheet import Basis, BurdenRow, Hours, basis_of, hours_of, rows_by_form, rows_by_funder
from reporting.monitoring.burden.tally import Tally, middle_of, total_of
from roriq_portal.fiscal_year import format_state_year
from roriq_portal.formats.numbers import format_number, round_number


@dataclass(frozen=True)
class OrganismRow:
    """One organism of the list."""

    organism_id: int
    name: str
    sort_name: str
    region_id: int
    funders: int
    reports: int
    tally: Tally
    hours: Hours
    bar: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class FundersRow:
    """The organisms that have as many funders: their answers by hand, the middle one, the least and the most."""

    funders: int
    numbers: tuple[int, ...]
    middle: Fraction
    dots: Dots

    @property
    def middle_text(self) -> str:
        return format_number(round_number(self.middle, 1))

    @property
    def range_text(self) -> str:
        """« 84 à 96 », « 84 » of one organism."""
        least, most = self.numbers[0], self.numbers[-1]
        return format_number(least) if least == most else f"{format_number(least)} à {format_number(most)}"


@dataclass(frozen=True)
class SharedIdea:
    """A figure that organisms are asked by two lines or more: how many cells, by hand, spared by one definition."""

    code: str
    words: str
    organisms: int
    asked: int
    by_hand: int
    spared: int


@dataclass(frozen=True)
class YearRow:
    """One year of the series; `middle`: questions of the organism in the middle."""

    year: int
    tally: Tally
    organisms: int
    middle: Fraction | None
    hours: Hours

    @property
    def words(self) -> str:
        return format_state_year(self.year)


@dataclass(frozen=True)
class NetworkBurden:
    """What the pages and the files of the network read. `axis`: the numbers over the points; `before`: the last year.

    `funder_name`: of the one funder that the page is about; empty for all.
    """

    year: int
    basis: Basis
    total: Tally
    before: YearRow | None
    hours: Hours
    middle_funders: Fraction | None
    number_of_funders: int
    years: tuple[YearRow, ...]
    funders: tuple[BurdenRow, ...]
    forms: tuple[BurdenRow, ...]
    by_funders: tuple[FundersRow, ...]
    axis: tuple[int, ...]
    organisms: tuple[OrganismRow, ...]
    reasons: tuple[ReasonRow, ...]
    ideas: tuple[SharedIdea, ...]
    spared: int
    by_days: int
    by_bands: int
    funder_name: str = ""

    @property
    def year_words(self) -> str:
        return format_state_year(self.year)


@dataclass
class _Costs:
    """What is added while the organisms are read one after the other."""

    reasons: Counter[Reason] = field(default_factory=Counter)
    ideas: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    words: dict[tuple[str, ...], str] = field(default_factory=dict)

    def add_ideas(self, ideas: Iterable[Idea]) -> None:
        for idea in ideas:
            if idea.is_shared:
                self.words.setdefault(idea.codes, idea.first.line.words)
                self._add(idea.codes, 1, len(idea.lines), 0, 0)

    def add_reasons(self, idea: Idea | None, reasons: Counter[Reason]) -> None:
        self.reasons.update(reasons)
        if idea and idea.codes in self.ideas and idea.is_shared:
            self._add(idea.codes, 0, 0, reasons.total(), spared_of(reasons))

    def _add(self, codes: tuple[str, ...], *numbers: int) -> None:
        row = self.ideas.setdefault(codes, [0, 0, 0, 0])
        for rank, number in enumerate(numbers):
            row[rank] += number


def read_network_burden(user: User, year: int, *, funder: int = 0) -> NetworkBurden:
    """Return the burden of every report that the network may read, in a State year; `funder`: of that one's only."""
    reports, past = read_reports(user, year), read_totals(user, year)
    costs = _costs(reports, lines_by_form(forms_of(reports)), funder)
    shown = [report for report in reports if not funder or report.funder_id == funder]
    earlier = [report for report in past if not funder or report.funder_id == funder]
    years = tuple(row for row in (_year_row([*earlier, *shown], number) for number in range(year - 2, year + 1)) if row)
    organisms = organism_rows(shown)
    by_funders, axis = rows_by_number_of_funders(organisms)
    return NetworkBurden(
        year=year,
        basis=basis_of(shown),
        total=total_of(report.cells for report in shown),
        before=next((row for row in years if row.year == year - 1), None),
        hours=hours_of(shown),
        middle_funders=middle_of(row.funders for row in organisms),
        number_of_funders=len({report.funder_id for report in shown} - {None}),
        years=years,
        funders=rows_by_funder(shown),
        forms=rows_by_form(shown),
        by_funders=by_funders,
        axis=axis,
        organisms=organisms,
        reasons=rows_of(costs.reasons),
        ideas=_shared(costs),
        spared=spared_of(costs.reasons),
        by_days=costs.reasons[Reason.DAYS],
        by_bands=costs.reasons[Reason.BANDS],
        funder_name=shown[0].funder if funder and shown else "",
    )


def _costs(reports: Iterable[AskedReport], forms: FormLines, funder: int) -> _Costs:
    """Add why the organisms answered by hand; ideas are those of one organism, whichever funder is shown."""
    costs = _Costs()
    for asked in _by_organism(reports).values():
        lines = asked_lines(asked, forms)
        ideas = ideas_of(lines)
        own = (line for line in lines if not funder or line.report.funder_id == funder)
        costs.add_ideas(() if funder else ideas.values())
        for line, reasons in reasons_by_line(own, ideas):
            costs.add_reasons(ideas.get(line.idea), reasons)
    return costs


def _shared(costs: _Costs) -> tuple[SharedIdea, ...]:
    rows = [SharedIdea(", ".join(codes), costs.words[codes], *numbers) for codes, numbers in costs.ideas.items()]
    return tuple(sorted(rows, key=lambda row: (-row.spared, -row.by_hand, row.code)))


def _by_organism(reports: Iterable[AskedReport]) -> dict[int, list[AskedReport]]:
    grouped: dict[int, list[AskedReport]] = {}
    for report in reports:
        grouped.setdefault(report.organism_id, []).append(report)
    return grouped


def organism_rows(reports: Iterable[AskedReport]) -> tuple[OrganismRow, ...]:
    """Return a row an organism, in the order of names, on one scale of questions."""
    grouped = _by_organism(reports)
    tallies = {key: total_of(report.cells for report in rows) for key, rows in grouped.items()}
    most = max((tally.asked for tally in tallies.values()), default=0)
    made = [
        OrganismRow(
            organism_id=key,
            name=rows[0].organism,
            sort_name=rows[0].organism_sort,
            region_id=rows[0].region_id,
            funders=len({report.funder_id for report in rows} - {None}),
            reports=len(rows),
            tally=tallies[key],
            hours=hours_of(rows),
            bar=bar_of(tallies[key], most),
        )
        for key, rows in grouped.items()
    ]
    return tuple(sorted(made, key=lambda row: (row.sort_name, row.organism_id)))


def rows_by_number_of_funders(organisms: Iterable[OrganismRow]) -> tuple[tuple[FundersRow, ...], tuple[int, ...]]:
    """Return the organisms by how many funders they have, and the axis of their points."""
    grouped: dict[int, list[int]] = {}
    for row in organisms:
        if row.funders:
            grouped.setdefault(row.funders, []).append(row.tally.hand)
    axis = scale_of(max((number for numbers in grouped.values() for number in numbers), default=0))
    rows = []
    for funders, numbers in sorted(grouped.items()):
        ordered = sorted(numbers)
        middle = middle_of(ordered) or Fraction(0)
        rows.append(FundersRow(funders, tuple(ordered), middle, dots_of(ordered, middle, axis[-1])))
    return tuple(rows), axis


def _year_row(reports: list[AskedReport], year: int) -> YearRow | None:
    rows = [report for report in reports if report.year == year and report.tally is not None]
    if not rows:
        return None
    asked = [total_of(report.cells for report in own).asked for own in _by_organism(rows).values()]
    return YearRow(year, total_of(report.cells for report in rows), len(asked), middle_of(asked), hours_of(rows))


ORDERS = {
    "nom": lambda row: (row.sort_name, row.organism_id),
    "-questions": lambda row: -row.tally.asked,
    "-main": lambda row: -row.tally.hand,
    "-part": lambda row: -Fraction(row.tally.hand, row.tally.asked or 1),
    "-bailleurs": lambda row: -row.funders,
    "-heures": lambda row: -(row.hours.total if row.hours.total is not None else Decimal(-1)),
}


def chosen_rows(organisms: Iterable[OrganismRow], *, query: str, region: int | None, order: str) -> list[OrganismRow]:
    """Return the rows that match: a piece of the name, a region; in the order asked, by name when it is unknown."""
    wanted = sort_name(query) if query.strip() else ""
    rows = [row for row in organisms if wanted in row.sort_name and (region is None or row.region_id == region)]
    return sorted(rows, key=ORDERS.get(order, ORDERS["nom"]))
