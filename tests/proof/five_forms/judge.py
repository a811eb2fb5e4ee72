"""What each line of the five forms must say, from the rows of the register and what was typed. No product code."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tests.proof.claims import LINES_A, LINES_C, MEASURE, MEASURES, Box, Claim, questions, typed_claims
from tests.proof.expected import read_components
from tests.proof.readings import HIDDEN, UNBROKEN
from tests.proof.recompute import MEASURES as MEASURE_OF
from tests.proof.recompute import Recipes, Row, add_up, choose, names

FORM_A, FORM_B, FORM_C, FORM_D, FORM_E = "formulaire A", "formulaire B", "formulaire C", "formulaire D", "formulaire E"
MONTHS = [date(2024, month, 1) for month in range(4, 13)] + [date(2025, month, 1) for month in range(1, 4)]
STATE_YEAR, CALENDAR = (date(2024, 4, 1), date(2025, 3, 31)), (date(2024, 1, 1), date(2024, 12, 31))
OWN_YEAR = (date(2024, 7, 1), date(2025, 6, 30))
COMPONENTS = {
    1: "Démarchage, prospection et recrutement des personnes immigrantes",
    2: "Activités d’insertion en emploi",
    3: "Prospection, réseautage, démarchage et soutien auprès des employeurs",
    4: "Accueil, établissement et intégration des familles",
    5: "Développement des activités de régionalisation",
}
REASONS = {
    "funding": "Fin du financement",
    "gap": "Attente d’une entente",
    "left": "Départ volontaire",
    "retired": "Retraite",
    "contract": "Fin d’un contrat prévu",
    "other": "Autre raison",
}
Typed = Iterable[tuple[str, str, str, Decimal]]
REGISTER, POSTS = "registre", "postes"


@dataclass(frozen=True)
class Event:
    """A row of the register: the rank of its month, of that in which it was written, of that which withdrew it."""

    rank: int
    row: Row
    month: int
    written: int
    withdrawn: int | None

    def stands_at(self, now: int) -> bool:
        return self.written <= now and (self.withdrawn is None or self.withdrawn > now)


@dataclass(frozen=True)
class Post:
    """A position: its first day, the day after its last one, and why it was lost; open-ended without."""

    first: date
    end: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Facts:
    """`references`: form → agreement; `mrc`: where form C counts."""

    events: tuple[Event, ...]
    recipes: Recipes
    references: Mapping[str, str]
    mrc: str
    posts: tuple[Post, ...]

    @property
    def rows(self) -> list[Row]:
        """The rows that stand at the end of the year."""
        return [event.row for event in self.events if event.stands_at(len(MONTHS) - 1)]

    def of(self, form: str, days: tuple[date, date], **limits: str) -> list[Row]:
        return choose(self.rows, reference=self.references[form], start=days[0], end=days[1], **limits)


def events_of(rows: Iterable[Row], employment: str) -> list[Event]:
    """Of the measures charged to form B's agreement, one row in four is written one to three months late.

    From August on, one in two of them is withdrawn a month after it was written. All others are written on time.
    """
    made, measured = [], 0
    for rank, row in enumerate(rows):
        month = written = MONTHS.index(row.day.replace(day=1))
        withdrawn = None
        if row.activity in MEASURE_OF and employment in row.agreements:
            if measured % 4 == 1:
                written = min(month + measured % 3 + 1, len(MONTHS) - 1)
            withdrawn = written + 1 if measured % 2 == 0 and 4 <= written < len(MONTHS) - 1 else None
            measured += 1
        made.append(Event(rank, row, month, written, withdrawn))
    return made


def month_paper(now: int) -> str:
    return f"{FORM_B}, {MONTHS[now]:%Y-%m}"


def claims_of(facts: Facts, typed: Mapping[str, Typed]) -> list[Claim]:
    """Return every claim on the sixteen papers: twelve months of form B, and one paper of each other form."""
    claims = [*_form_a(facts), *_form_b(facts), *_form_c(facts), *_form_d(facts), *_form_e(facts)]
    for paper, said in typed.items():
        rows = typed_claims(paper, said)
        claims += _masked(rows) if paper == FORM_D else rows
    return claims


def _form_a(facts: Facts) -> Iterator[Claim]:
    rows = facts.of(FORM_A, STATE_YEAR)
    yield from _counted(FORM_A, LINES_A, rows, facts.recipes)
    named, unnamed = names(rows, "employers")
    yield _claim(Box(questions(FORM_A), "A6", "named"), named)
    yield _claim(Box(questions(FORM_A), "A6", "unnamed"), unnamed)


def _counted(paper: str, lines: Mapping[str, str], rows: list[Row], recipes: Recipes) -> Iterator[Claim]:
    totals = add_up(rows, recipes).totals
    for line, code in lines.items():
        yield _claim(Box(paper, line), totals[code])


def _form_b(facts: Facts) -> Iterator[Claim]:
    """Month by month: what is of the month, the year so far by measure, and what moved in the months filed before."""
    filed = 0
    for now in range(len(MONTHS)):
        figures = _month(facts, now)
        total, month = figures["B2b", ""], figures["B2a", ""]
        yield _claim(Box(month_paper(now), "B6"), total - month - filed)
        filed += month
        for code in ("B2a", "B2b"):
            yield _claim(Box(month_paper(now), code), figures[code, ""])
            # Who has no record answers that there was nobody, and breaks nothing down
            for measure in MEASURES if figures[code, ""] else ():
                yield _claim(Box(month_paper(now), code, MEASURE, measure), figures[code, measure])


def _month(facts: Facts, now: int) -> Counter:
    figures: Counter = Counter()
    for event in facts.events:
        people, measure = event.row.numbers.get("i"), MEASURE_OF.get(event.row.activity)
        charged = facts.references[FORM_B] in event.row.agreements
        if people is None or measure is None or not charged or event.month > now or not event.stands_at(now):
            continue
        for code in ("B2b", "B2a") if event.month == now else ("B2b",):
            figures[code, ""] += people
            figures[code, measure] += people
    return figures


def _form_c(facts: Facts) -> Iterator[Claim]:
    rows = facts.of(FORM_C, CALENDAR, mrc=facts.mrc)
    yield from _counted(FORM_C, LINES_C, rows, facts.recipes)
    named, unnamed = names(rows, "partners")
    if not unnamed:
        yield _claim(Box(FORM_C, "C3"), named)


def _form_d(facts: Facts) -> Iterator[Claim]:
    """The whole organism. Pairings are no people: a small number of them would be printed."""
    yield from _counted(FORM_D, {"D3": "V4.07"}, choose(facts.rows, start=CALENDAR[0], end=CALENDAR[1]), facts.recipes)


def _masked(typed: list[Claim]) -> list[Claim]:
    """What form D prints of people: 1 to 4 hidden, with the smallest other part where a single one would be known."""
    hidden = {claim.box for claim in typed if claim.number and claim.number < 5}
    by_axis: dict[tuple[str, str], list[Claim]] = {}
    for claim in typed:
        if claim.box.band:
            by_axis.setdefault((claim.box.code, claim.box.axis), []).append(claim)
    for parts in by_axis.values():
        shown = [claim for claim in parts if claim.number and claim.box not in hidden]
        if len(parts) - len(shown) - sum(not claim.number for claim in parts) == 1:
            hidden.add(min(shown, key=lambda claim: claim.number).box)
    return [Claim(claim.box, HIDDEN if claim.box in hidden else claim.number, claim.source) for claim in typed]


def _form_e(facts: Facts) -> Iterator[Claim]:
    """Activities, each once, by component; positions of the last day, and those lost in the year by reason."""
    component, rows = read_components(), choose(facts.rows, start=OWN_YEAR[0], end=OWN_YEAR[1])
    by_component = Counter(component[row.activity] for row in rows)
    yield _claim(Box(FORM_E, "E1"), len(rows))
    for number, words in COMPONENTS.items():
        yield _claim(Box(FORM_E, "E1", "Volet", words), by_component[number])
    after = OWN_YEAR[1] + timedelta(days=1)
    yield _claim(Box(FORM_E, "E4a"), sum(_is_occupied(post, OWN_YEAR[1]) for post in facts.posts), POSTS)
    lost = Counter(post.reason for post in facts.posts if post.end and OWN_YEAR[0] < post.end <= after)
    yield _claim(Box(FORM_E, "E4b"), sum(lost.values()), POSTS)
    for reason, words in REASONS.items():
        yield _claim(Box(FORM_E, "E4b", "Motif", words), lost[reason], POSTS)


def _is_occupied(post: Post, day: date) -> bool:
    return post.first <= day and (post.end is None or post.end > day)


def _claim(box: Box, number: int, source: str = REGISTER) -> Claim:
    return Claim(box, Decimal(number), source)


__all__ = ["UNBROKEN", "Event", "Facts", "Post", "claims_of", "events_of", "month_paper"]
