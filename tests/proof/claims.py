"""What each paper must say, claimed twice: by EXPECTED.md and by the registers added up again. No product code."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.proof.expected import WHOLE, Expected
from tests.proof.recompute import PARTS, Recipes, Row, Sums, add_up, choose, names

ANNUAL, FORM_A, FORM_C = "rapport annuel", "formulaire A", "formulaire C"
RESULTS = "totaux"
BOOK, AGAIN, TYPED = "EXPECTED.md", "recompté", "inscrit"

BROKEN_DOWN = ("V1.02", "V1.07", "V2.05", "V2.06", "V2.09", "V4.09", "V4.14")
LINES_A = {"A2": "V1.06", "A9a": "V4.13", "A9b": "V4.14", "A9c": "V4.15", "A10": "V5.01"}
LINES_C = {"C2a": "V4.13", "C2b": "V4.14", "C2c": "V4.15"}
UNBROKEN = "Non ventilé"
SEX, AGE, IMMIGRATION, MEASURE = "Sexe ou genre", "Âge", "Catégorie d’immigration", "Mesure d’emploi"
# A column of the registers → what the forms call it: axis, band
BANDS = {
    "Femmes": (SEX, "Femmes"),
    "Hommes": (SEX, "Hommes"),
    "Autre/NSP": (SEX, "Autre ou ne sait pas"),
    **{ages: (AGE, f"{ages.replace('-', ' à ')} ans") for ages in PARTS[3:9]},
    "65+": (AGE, "65 ans et plus"),
    "Économique": (IMMIGRATION, "Immigration économique"),
    "Regroupement familial": (IMMIGRATION, "Regroupement familial"),
    "Réfugiés": (IMMIGRATION, "Personnes réfugiées ou en situation semblable"),
    "Autres": (IMMIGRATION, "Autres catégories"),
}
MEASURES = ("MFOR", "SAE", "PPE", "SSI", "CIT", "STA", "PAMT", "CPE", "PRIIME", "IPOP", "Objectif emploi")


@dataclass(frozen=True, order=True)
class Box:
    """One place where a figure stands: a paper, a line's code and, for a band, its axis and words."""

    paper: str
    code: str
    axis: str = ""
    band: str = ""

    def __str__(self) -> str:
        return " / ".join(part for part in (self.paper, self.code, self.axis, self.band) if part)


@dataclass(frozen=True)
class Claim:
    """`number` None: no figure may stand there, since no row counts it."""

    box: Box
    number: Decimal | None
    source: str


@dataclass(frozen=True)
class ReportContext:
    """One register with what EXPECTED.md says of it. `year`: the first day of the State year of its papers."""

    expected: Expected
    recipes: Recipes
    rows: tuple[Row, ...]
    year: int

    @property
    def form_a(self) -> list[Row]:
        return choose(self.rows, reference=self.expected.references[0])

    @property
    def form_c(self) -> list[Row]:
        days = {"start": date(self.year, 1, 1), "end": date(self.year, 12, 31)}
        return choose(self.rows, reference=self.expected.calendar_reference, mrc=self.expected.mrc, **days)


def claims_of(ground: ReportContext) -> list[Claim]:
    """Return every claim on the totals, the annual report, form A and form C of a register."""
    return [*totals_claims(ground), *annual_claims(ground), *form_a_claims(ground), *form_c_claims(ground)]


def rows_of(ground: ReportContext, column: str) -> list[Row]:
    """Return the rows that a column of EXPECTED.md's table counts."""
    reference, _, mrc = column.partition(", MRC ")
    return choose(ground.rows, reference="" if reference == WHOLE else reference, mrc=mrc)


def totals_claims(ground: ReportContext) -> Iterator[Claim]:
    """What the product's one door to records must add up, by column of EXPECTED.md's table; and whom it must name."""
    expected = ground.expected
    sums = {column: add_up(rows_of(ground, column), ground.recipes) for column, _ in expected.totals}
    for (column, code), number in expected.totals.items():
        again = sums[column].totals.get(code)
        said = None if number == 0 and again is None else number
        yield from _both(Box(f"{RESULTS}, {column}", code), said, again)
    for (code, part), number in expected.parts.items():
        yield from _both(Box(f"{RESULTS}, {WHOLE}", code, *BANDS[part]), number, sums[WHOLE].parts.get((code, part)))
    for reference in (WHOLE, *expected.references):
        charged = rows_of(ground, reference)
        for kind in ("employers", "partners"):
            again, unnamed = names(charged, kind)
            box = Box(f"{RESULTS}, {reference}", kind)
            yield from _both(box, expected.named.get((kind, reference), again), again)
            yield _claim(Box(box.paper, f"{kind} unnamed"), unnamed, AGAIN)
    yield _claim(Box(f"{RESULTS}, {WHOLE}", "employers unnamed"), expected.unnamed, BOOK)


def annual_claims(ground: ReportContext) -> Iterator[Claim]:
    """The whole organism's State year, with the breakdowns, what they leave out, and the measures."""
    sums = add_up(ground.rows, ground.recipes)
    for code, again in sums.totals.items():
        yield from _both(Box(ANNUAL, code), ground.expected.totals[WHOLE, code], again)
    for code in BROKEN_DOWN:
        for part, (axis, band) in BANDS.items():
            box = Box(ANNUAL, code, axis, band)
            yield from _both(box, ground.expected.parts[code, part], sums.parts.get((code, part), 0))
    yield from _unbroken(sums)
    for measure in MEASURES:
        yield _claim(Box(ANNUAL, "V2.05", MEASURE, measure), sums.measures.get(("V2.05", measure), 0), AGAIN)
    yield from _bounds(ANNUAL, "V3.01", ground.rows)
    yield from _bounds(ANNUAL, "V5.02", ground.rows, "partners")


def _bounds(paper: str, code: str, rows: Iterable[Row], kind: str = "employers") -> Iterator[Claim]:
    """What a page says when it asks a count of names: so many named, so many rows that name none."""
    named, unnamed = names(rows, kind)
    yield _claim(Box(questions(paper), code, "named"), named, AGAIN)
    yield _claim(Box(questions(paper), code, "unnamed"), unnamed, AGAIN)


def questions(paper: str) -> str:
    return f"{paper}, questions"


def _unbroken(sums: Sums) -> Iterator[Claim]:
    """What no band holds; a paper prints it only when something is left."""
    for code in BROKEN_DOWN:
        for axis in (SEX, AGE, IMMIGRATION):
            told = sum(sums.parts.get((code, part), 0) for part, (own, _) in BANDS.items() if own == axis)
            left = sums.totals[code] - told
            yield _claim(Box(ANNUAL, code, axis, UNBROKEN), left or None, AGAIN)
    left = sums.totals["V2.05"] - sum(sums.measures.values())
    yield _claim(Box(ANNUAL, "V2.05", MEASURE, UNBROKEN), left or None, AGAIN)


def form_a_claims(ground: ReportContext) -> Iterator[Claim]:
    """The same State year, charged to the ministry's agreement; its employers are asked, above those named."""
    reference = ground.expected.references[0]
    sums = add_up(ground.form_a, ground.recipes)
    for line, code in LINES_A.items():
        yield from _both(Box(FORM_A, line), ground.expected.totals[reference, code], sums.totals.get(code))
    yield from _bounds(FORM_A, "A6", ground.form_a)


def form_c_claims(ground: ReportContext) -> Iterator[Claim]:
    """The calendar year before, in one MRC, charged to its agreement."""
    sums = add_up(ground.form_c, ground.recipes)
    for line, code in LINES_C.items():
        yield from _both(Box(FORM_C, line), ground.expected.calendar[code], sums.totals.get(code))
    named, unnamed = names(ground.form_c, "partners")
    if not unnamed:
        yield _claim(Box(FORM_C, "C3"), named, AGAIN)


def typed_claims(paper: str, typed: Iterable[tuple[str, str, str, Decimal]]) -> list[Claim]:
    """Return the claims of what a person inscribed: (code, axis, band, number)."""
    return [Claim(Box(paper, code, axis, band), number, TYPED) for code, axis, band, number in typed]


def _both(box: Box, said: int | None, again: int | None) -> Iterator[Claim]:
    yield _claim(box, said, BOOK)
    yield _claim(box, again, AGAIN)


def _claim(box: Box, number: int | None, source: str) -> Claim:
    return Claim(box, None if number is None else Decimal(number), source)
