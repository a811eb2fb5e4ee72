"""The continuum matrix: regions down, components or services across, what expires, and both as files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from organisms.models import Component
from roriq_portal.files.spreadsheets import Cell, Table
from roriq_portal.formats.phrases import agree
from services.continuum.coverage import Answer, Expiry, State
from services.continuum.offers import Dataset
from services.continuum.state_labels import MARKS, Mark, answer_words, under_words

Column = tuple[str, str]
SHORT = {1: "Recrutement", 2: "Insertion en emploi", 3: "Employeurs", 4: "Accueil et intégration", 5: "Développement"}


@dataclass(frozen=True)
class Square:
    column: str
    mark: Mark
    under: str
    answer: Answer

    @property
    def words(self) -> str:
        return answer_words(self.answer)


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    squares: list[Square]

    @property
    def offered(self) -> int:
        """How many columns are offered, for now or for long."""
        return sum(square.answer.state in (State.OFFERED, State.UNCOVERED) for square in self.squares)

    @property
    def words(self) -> str:
        return f"{self.offered} sur {len(self.squares)} {agree(self.offered, 'offert')} partout"


@dataclass(frozen=True)
class Asked:
    """What the reader chose: a day, and maybe one component, one region, one state."""

    day: date
    component: int | None = None
    region: str = ""
    state: State | None = None


@dataclass(frozen=True)
class ExpiringLine:
    """What stops counting on one day, in one place, for one organism and the agreements that paid it."""

    last_day: date
    organism: str
    organism_id: int
    region: str
    code: str
    payers: str
    left: list[tuple[Mark, str]]


@dataclass(frozen=True)
class Matrix:
    columns: list[str]
    rows: list[Row]
    expiring: list[ExpiringLine]

    @property
    def holes_words(self) -> str:
        holes = sum(square.answer.state is State.MISSING for row in self.rows for square in row.squares)
        return {0: "Rien n’y manque.", 1: "Il y manque une chose."}.get(holes, f"Il y a {holes} cases où tout manque.")


# Its words, and the service, or the services of a component: the network's and those that organisms named
Shown = tuple[str, tuple[list[int], list[int]] | int]


def build_matrix(dataset: Dataset, asked: Asked) -> Matrix:
    """Return the matrix of a day and what expires in the twelve months after it, narrowed to what was asked."""
    columns = _columns(dataset, asked)
    rows = [_row(dataset, region, columns, asked) for region in dataset.regions if asked.region in ("", region.code)]
    if asked.state:
        rows = [row for row in rows if any(square.answer.state is asked.state for square in row.squares)]
    return Matrix([words for words, _ in columns], rows, expiring_lines(dataset, asked))


def _columns(dataset: Dataset, asked: Asked) -> list[Shown]:
    if asked.component:
        return [(service.words, service.pk) for service in dataset.of_component(asked.component)]
    return [
        (f"{number}. {SHORT[number]}", (_ids(dataset.of_component(number)), _ids(dataset.own_of_component(number))))
        for number in Component.values
    ]


def _ids(services: Iterable) -> list[int]:
    return [service.pk for service in services]


def _row(dataset: Dataset, region, columns: Sequence[Shown], asked: Asked) -> Row:
    squares = []
    for words, what in columns:
        if isinstance(what, int):
            answer = dataset.continuum.answer(region.pk, what, asked.day)
        else:
            answer = dataset.continuum.component(region.pk, *what, asked.day)
        squares.append(square_of(words, answer))
    return Row(region.code, region.name, squares)


def square_of(words: str, answer: Answer) -> Square:
    """Return an answer as a square of the matrix."""
    return Square(words, MARKS[answer.state], under_words(answer), answer)


def expiring_lines(dataset: Dataset, asked: Asked) -> list[ExpiringLine]:
    """Return what expires in twelve months, soonest first: a line for each day, organism, place and agreements."""
    services = {service.pk: service for service in dataset.services}
    grouped: dict[tuple, list[Expiry]] = {}
    for expiry in _expiries(dataset, asked):
        key = (expiry.last_day, expiry.offer.organism, expiry.region, payers_of(dataset, expiry))
        grouped.setdefault(key, []).append(expiry)
    regions = {region.pk: region for region in dataset.regions}
    return [
        ExpiringLine(
            last_day,
            dataset.organisms[organism],
            organism,
            regions[region].name,
            regions[region].code,
            payers,
            _left(dataset, expiries, services),
        )
        for (last_day, organism, region, payers), expiries in grouped.items()
    ]


def _expiries(dataset: Dataset, asked: Asked) -> list[Expiry]:
    components = {service.pk: service.component for service in dataset.services}
    codes = {region.pk: region.code for region in dataset.regions}
    return [
        expiry
        for expiry in dataset.continuum.expiries(asked.day)
        if asked.component in (None, components[expiry.offer.service]) and asked.region in ("", codes[expiry.region])
    ]


def _left(dataset: Dataset, expiries: list[Expiry], services: dict) -> list[tuple[Mark, str]]:
    """What the place keeps the day after, worst first, with the services of which that is so."""
    by_state: dict[State, str] = {}
    for state in State:
        words = [_service_words(dataset, expiry, services) for expiry in expiries if expiry.left is state]
        by_state |= {state: ", ".join(words)} if words else {}
    return [(MARKS[state], words) for state, words in by_state.items()]


def _service_words(dataset: Dataset, expiry: Expiry, services: dict) -> str:
    place = dataset.place_of(expiry.offer)
    words = services[expiry.offer.service].words
    return f"{words} ({place})" if place else words


def payers_of(dataset: Dataset, expiry: Expiry) -> str:
    """Return the agreements, among those the reader sees, that pay until the day of expiry."""
    known = dataset.payers.get(expiry.offer.id, ())
    return ", ".join(payer.reference for payer in known if payer.span.covers(expiry.last_day))


def tables(dataset: Dataset, asked: Asked) -> tuple[Table, Table]:
    """Return the matrix and what expires as tables to export: one row a region, one row a service that expires."""
    matrix = build_matrix(dataset, asked)
    squares = [[row.code, row.name, *(square.words for square in row.squares)] for row in matrix.rows]
    services = {service.pk: service for service in dataset.services}
    names = {region.pk: region.name for region in dataset.regions}
    expiries: list[list[Cell]] = [
        [
            expiry.last_day,
            dataset.organisms[expiry.offer.organism],
            payers_of(dataset, expiry),
            services[expiry.offer.service].component,
            services[expiry.offer.service].words,
            names[expiry.region],
            dataset.place_of(expiry.offer),
            MARKS[expiry.left].words,
        ]
        for expiry in _expiries(dataset, asked)
    ]
    head = ["Dernier jour", "Organisme", "Ententes", "Volet", "Service", "Région", "MRC", "Ensuite"]
    return Table("Continuum", ["Code", "Région", *matrix.columns], squares), Table("Ce qui tombe", head, expiries)
