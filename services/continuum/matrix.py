"""The matrix laid out: regions down, components or services across, what falls, and both as files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from organisms.models import Component
from roriq_portal.files.spreadsheets import Table
from services.continuum.coverage import Answer, Fall, State
from services.continuum.offers import Book
from services.continuum.state_labels import MARKS, Mark, told, under_words

Column = tuple[str, str]
SHORT = {1: "Recrutement", 2: "Insertion en emploi", 3: "Employeurs", 4: "Accueil et intégration", 5: "Développement"}


@dataclass(frozen=True)
class Square:
    column: str
    mark: Mark
    under: str
    answer: Answer

    @property
    def told(self) -> str:
        return told(self.answer)


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
        return f"{self.offered} sur {len(self.squares)} offerts partout"


@dataclass(frozen=True)
class Asked:
    """What the reader chose: a day, and maybe one component, one region, one state."""

    day: date
    component: int | None = None
    region: str = ""
    state: State | None = None


@dataclass(frozen=True)
class Drop:
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
    drops: list[Drop]

    @property
    def holes_words(self) -> str:
        holes = sum(square.answer.state is State.MISSING for row in self.rows for square in row.squares)
        return {0: "Rien n’y manque.", 1: "Il y manque une chose."}.get(holes, f"Il y a {holes} cases où tout manque.")


def lay_out(book: Book, asked: Asked) -> Matrix:
    """Return the matrix of a day and what falls in the twelve months after it, narrowed to what was asked."""
    columns = _columns(book, asked)
    rows = [_row(book, region, columns, asked) for region in book.regions if asked.region in ("", region.code)]
    if asked.state:
        rows = [row for row in rows if any(square.answer.state is asked.state for square in row.squares)]
    return Matrix([words for words, _ in columns], rows, drops(book, asked))


def _columns(book: Book, asked: Asked) -> list[tuple[str, tuple[list[int], list[int]] | int]]:
    if asked.component:
        return [(service.words, service.pk) for service in book.of_component(asked.component)]
    return [
        (f"{number}. {SHORT[number]}", (_ids(book.of_component(number)), _ids(book.own_of_component(number))))
        for number in Component.values
    ]


def _ids(services: Iterable) -> list[int]:
    return [service.pk for service in services]


def _row(book: Book, region, columns: Sequence[tuple], asked: Asked) -> Row:
    squares = []
    for words, what in columns:
        if isinstance(what, int):
            answer = book.continuum.answer(region.pk, what, asked.day)
        else:
            answer = book.continuum.component(region.pk, *what, asked.day)
        squares.append(square_of(words, answer))
    return Row(region.code, region.name, squares)


def square_of(words: str, answer: Answer) -> Square:
    """Return an answer as a square of the matrix."""
    return Square(words, MARKS[answer.state], under_words(answer), answer)


def drops(book: Book, asked: Asked) -> list[Drop]:
    """Return what falls in twelve months, one line a day, organism, place and set of agreements, the soonest first."""
    services = {service.pk: service for service in book.services}
    grouped: dict[tuple, list[Fall]] = {}
    for fall in _falls(book, asked):
        key = (fall.last_day, fall.offer.organism, fall.region, payers_of(book, fall))
        grouped.setdefault(key, []).append(fall)
    regions = {region.pk: region for region in book.regions}
    return [
        Drop(
            last_day,
            book.organisms[organism],
            organism,
            regions[region].name,
            regions[region].code,
            payers,
            _left(book, falls, services),
        )
        for (last_day, organism, region, payers), falls in grouped.items()
    ]


def _falls(book: Book, asked: Asked) -> list[Fall]:
    components = {service.pk: service.component for service in book.services}
    codes = {region.pk: region.code for region in book.regions}
    return [
        fall
        for fall in book.continuum.falls(asked.day)
        if asked.component in (None, components[fall.offer.service]) and asked.region in ("", codes[fall.region])
    ]


def _left(book: Book, falls: list[Fall], services: dict) -> list[tuple[Mark, str]]:
    """What the place keeps the day after, worst first, with the services of which that is so."""
    found = {}
    for state in State:
        words = [_service_words(book, fall, services) for fall in falls if fall.left is state]
        found |= {state: ", ".join(words)} if words else {}
    return [(MARKS[state], words) for state, words in found.items()]


def _service_words(book: Book, fall: Fall, services: dict) -> str:
    place = book.place_of(fall.offer)
    words = services[fall.offer.service].words
    return f"{words} ({place})" if place else words


def payers_of(book: Book, fall: Fall) -> str:
    """Return the agreements, among those the reader sees, that pay until the day of the fall."""
    known = book.payers.get(fall.offer.id, ())
    return ", ".join(payer.reference for payer in known if payer.span.holds(fall.last_day))


def tables(book: Book, asked: Asked) -> tuple[Table, Table]:
    """Return the matrix and what falls as tables to hand out: one row a region, one row a service that falls."""
    matrix = lay_out(book, asked)
    squares = [[row.code, row.name, *(square.told for square in row.squares)] for row in matrix.rows]
    services = {service.pk: service for service in book.services}
    names = {region.pk: region.name for region in book.regions}
    falls = [
        [
            fall.last_day,
            book.organisms[fall.offer.organism],
            payers_of(book, fall),
            services[fall.offer.service].component,
            services[fall.offer.service].words,
            names[fall.region],
            book.place_of(fall.offer),
            MARKS[fall.left].words,
        ]
        for fall in _falls(book, asked)
    ]
    head = ["Dernier jour", "Organisme", "Ententes", "Volet", "Service", "Région", "MRC", "Ensuite"]
    return Table("Continuum", ["Code", "Région", *matrix.columns], squares), Table("Ce qui tombe", head, falls)
