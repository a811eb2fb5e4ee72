"""Shares of targets, rates and retention worked out again from the rows: standard library, nothing of the product."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import count

Fetch = Callable[[str, list], list[tuple]]

ONE = "one"
RECIPES = {
    "Séance d’information": {"V1.01": ONE, "V1.02": "immigrants"},
    "Atelier CV et entrevue": {"V2.08": ONE, "V2.09": "immigrants"},
    "Séjour exploratoire": {"V1.06": ONE, "V1.07": "immigrants"},
    "Visite d’entreprise": {"V3.02": ONE},
    "Embauche": {"V3.07": "quantity"},
    "Activité de rapprochement": {"V4.13": ONE, "V4.14": "immigrants", "V4.15": "host"},
    "Table de concertation": {"V5.01": ONE},
}
RECORDED = {code for recipe in RECIPES.values() for code in recipe}
EMPLOYERS, NAMING = "V3.01", {"Visite d’entreprise", "Embauche"}
DISTINCT = {"V1.04", "V2.02", "V2.03", "V3.01", "V4.03", "V4.04"}
RETENTION = {"V4.10": 6, "V4.11": 12, "V4.12": 24}
HOUSEHOLDS = {"V1.09", "V1.10", "V1.11", *RETENTION}
RATIOS, STATES = {"V2.04", *RETENTION}, {"V4.08"}
NOTHING, TO_ASK, MASKED, UNKNOWN = "–", "à demander", "masqué", "n. d."
WORDS = {"na": "s. o.", "nd": UNKNOWN}
ONE_HOUSEHOLD = "un seul ménage : ce qu’il devient ne s’imprime pas"
THRESHOLD = 85


@dataclass(frozen=True)
class Activity:
    """`employers`: (partner, the organism in whose list it stands)."""

    kind: str
    day: date
    numbers: dict[str, Fraction]
    employers: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Declared:
    """`end` is excluded."""

    code: str
    start: date
    end: date
    state: str
    value: Fraction | None
    of: Fraction | None


@dataclass(frozen=True)
class Household:
    """`steps`: (kind, day, months, result), those cancelled left out."""

    has_sender: bool
    size: int
    steps: tuple[tuple[str, date, int | None, str], ...]

    def day_of(self, kind: str) -> date | None:
        return next((day for name, day, _, _ in self.steps if name == kind), None)

    @property
    def settled(self) -> date | None:
        return self.day_of("settled") if not self.has_sender or self.day_of("confirmed") else None

    def outcome(self, months: int) -> str:
        results = {at: result for kind, _, at, result in self.steps if kind == "follow_up"}
        gone = any(result == "left" and at < months for at, result in results.items())
        return results.get(months) or ("left" if gone else "unknown")


@dataclass(frozen=True)
class Given:
    """What the agreement gives a code for a period, that of one kind of report. `end` is excluded."""

    code: str
    kind: str
    start: date
    end: date
    value: Fraction


@dataclass(frozen=True)
class Facts:
    """The rows of a year of an agreement. `end` is excluded; `since`: the first day of the year of the first step."""

    start: date
    end: date
    targets: dict[str, Fraction]
    activities: tuple[Activity, ...]
    declared: tuple[Declared, ...]
    households: tuple[Household, ...]
    since: date | None
    given: tuple[Given, ...] = ()


@dataclass(frozen=True)
class Result:
    """A number, or a rate of so many; `word` stands in its place. `unknown`: households nobody knows about."""

    number: Fraction | None = None
    of: Fraction | None = None
    word: str = ""
    is_least: bool = False
    is_declared: bool = False
    unknown: int = 0
    is_retention: bool = False

    @property
    def measure(self) -> Fraction | None:
        if self.number is None or self.word:
            return None
        return 100 * self.number / self.of if self.of else self.number

    @property
    def text(self) -> str:
        if self.measure is None:
            return self.word or NOTHING
        said = f"{printed(self.measure, 0, 100, places=1)} %" if self.of else printed(self.measure, self.measure)
        return f"au moins {said}" if self.is_least else said

    @property
    def cohort(self) -> str:
        """« 6 sur 9, 2 inconnus » of a retention, « n. d., 7 inconnus »; one home stays unsaid."""
        if not self.is_retention or self.word == MASKED:
            return ONE_HOUSEHOLD if self.is_retention else ""
        said = self.word or f"{self.number} sur {self.of}"
        return f"{said}, {self.unknown} inconnu{'s' * (self.unknown > 1)}" if self.unknown else said


@dataclass(frozen=True)
class Reached:
    """A result beside its target, on a day: `passed` of the `days` of the year. `due`: the part expected by then."""

    code: str
    result: Result
    target: Fraction
    passed: int = 0
    days: int = 0
    due: Fraction = Fraction(0)

    @property
    def target_text(self) -> str:
        return printed(self.target, self.target) + (" %" if self.code in RATIOS else "")

    @property
    def share(self) -> Fraction | None:
        measure = self.result.measure
        return None if measure is None or not self.target else 100 * measure / self.target

    @property
    def plain_share(self) -> str:
        return NOTHING if self.share is None else f"{printed(self.share, 0, THRESHOLD, 100)} %"

    @property
    def share_text(self) -> str:
        return f"au moins {self.plain_share}" if self.result.is_least and self.share is not None else self.plain_share

    @property
    def falls_short(self) -> bool:
        return self.share is not None and self.share < THRESHOLD

    @property
    def pace(self) -> Fraction | None:
        """What the year ends with: of what adds up day after day, from 30 days on, while the year runs."""
        grows = self.code not in RATIOS | STATES | DISTINCT and not self.result.is_least | self.result.is_declared
        measure = self.result.measure
        runs = 30 <= self.passed < self.days
        return measure / self.due if grows and runs and self.due and measure is not None else None

    @property
    def forecast(self) -> str:
        return NOTHING if self.pace is None else printed(self.pace, self.target, self.target * THRESHOLD / 100)

    @property
    def ends_short(self) -> bool:
        if self.result.is_least or not self.target:
            return False
        if self.passed == self.days or self.code in RATIOS | STATES:
            return self.falls_short
        return self.pace is not None and 100 * self.pace / self.target < THRESHOLD

    @property
    def tick(self) -> str:
        return "100" if self.code in RATIOS | STATES else str(rounded(100 * self.due, 0))

    @property
    def bar(self) -> str:
        """As wide as the share, 150 at most."""
        return "" if self.share is None else str(rounded(min(self.share, Fraction(150)), 0))


def rounded(value: Fraction, places: int) -> Fraction:
    """Return the nearest number of so many decimals, a half away from zero."""
    scale = 10**places
    whole = (abs(value) * scale + Fraction(1, 2)) // 1
    return Fraction(whole if value >= 0 else -whole, scale)


def printed(value: Fraction, *bounds: Fraction | int, places: int = 0) -> str:
    """Return « 1 204,5 » with so many decimals, or as many as leave it on its side of each bound; none idle."""
    value = Fraction(value)
    for decimals in count(places):
        near = rounded(value, decimals)
        if all((near > bound, near < bound) == (value > bound, value < bound) for bound in bounds):
            break
    units, rest = divmod(abs(near) * 10**decimals, 10**decimals)
    tail = f"{int(rest):0{decimals}d}".rstrip("0") if decimals else ""
    return f"{'−' if near < 0 else ''}{int(units):,}".replace(",", " ") + (f",{tail}" if tail else "")


def decimals_of(text: str) -> int:
    """Return how many decimals a printed number has."""
    return len(text.partition(",")[2].removesuffix(" %"))


def after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def result_of(facts: Facts, code: str, start: date, end: date, today: date, *, takes_parts: bool = True) -> Result:
    """Return what a code comes to from `start` to the day before `end`; `takes_parts`: a half tells of its year."""
    exact = [row for row in facts.declared if (row.code, row.start, row.end) == (code, start, end)]
    said = next((_said(row) for row in exact if row.state != "blank"), None)
    if code in RECORDED:
        return _recorded(facts, code, start, end) or said or Result()
    if code == EMPLOYERS:
        return _employers(facts, start, end) or said or Result()
    of_households = _households(facts, code, start, end, today) if code in HOUSEHOLDS else None
    return said or of_households or (takes_parts and _parts(facts, code, start, end)) or Result(word=TO_ASK)


def _said(row: Declared) -> Result:
    return Result(row.value, row.of, WORDS.get(row.state, ""), is_declared=True)


def _recorded(facts: Facts, code: str, start: date, end: date) -> Result | None:
    sources = [(RECIPES[row.kind].get(code), row) for row in facts.activities if start <= row.day < end]
    numbers = [row.numbers[source] for source, row in sources if source in row.numbers]
    return Result(sum(numbers, Fraction(0))) if numbers else None


def _employers(facts: Facts, start: date, end: date) -> Result | None:
    """The longest list: nobody knows who stands in two of them."""
    rows = [row for row in facts.activities if row.kind in NAMING and start <= row.day < end]
    lists: dict[int, set[int]] = {}
    for partner, owner in (pair for row in rows for pair in row.employers):
        lists.setdefault(owner, set()).add(partner)
    if not lists:
        return None
    is_least = len(lists) > 1 or any(not row.employers for row in rows)
    return Result(Fraction(max(map(len, lists.values()))), is_least=is_least)


def _households(facts: Facts, code: str, start: date, end: date, today: date) -> Result | None:
    if facts.since is None or facts.since > start:
        return None
    if code in RETENTION:
        return _retention(facts, RETENTION[code], start, end, today)
    days = [(row, row.day_of("referred") if code == "V1.09" else row.settled) for row in facts.households]
    counted = [row for row, day in days if day and start <= day < end and day <= today]
    number = sum(row.size for row in counted) if code == "V1.11" else len(counted)
    return Result(Fraction(number)) if counted else None


def _retention(facts: Facts, months: int, start: date, end: date, today: date) -> Result | None:
    """Of the households whose day fell in the period and has come, those that are still there."""
    settled = [(row, after(row.settled, months)) for row in facts.households if row.settled]
    cohort = [row.outcome(months) for row, day in settled if start <= day < end and day <= today]
    if not cohort or end < after(start, 12):
        return None
    unknown, size = cohort.count("unknown"), Fraction(len(cohort))
    word = MASKED if len(cohort) == 1 else UNKNOWN if unknown == len(cohort) else ""
    return Result(Fraction(cohort.count("stayed")), size, word, unknown=unknown, is_retention=True)


def _parts(facts: Facts, code: str, start: date, end: date) -> Result | None:
    within = [row for row in facts.declared if row.code == code and start <= row.start and row.end <= end]
    values = [row.value for row in within if row.value and row.of is None and code not in RATIOS | STATES]
    if not values:
        return None
    return Result(max(values) if code in DISTINCT else sum(values, Fraction(0)), is_least=True, is_declared=True)


def reached_in_year(facts: Facts, today: date) -> list[Reached]:
    """Return each target of the year beside what is done of it on that day."""
    days = (facts.end - facts.start).days
    passed = min(max((today + timedelta(days=1) - facts.start).days, 0), days)
    return [
        Reached(
            code,
            result_of(facts, code, facts.start, facts.end, today),
            target,
            passed,
            days,
            due_of(facts, code, passed, days),
        )
        for code, target in sorted(facts.targets.items())
    ]


def due_of(facts: Facts, code: str, passed: int, days: int) -> Fraction:
    """Day by day: those of a period have its target, the shortest period first; the others what is left of the year."""
    each: dict[date, Fraction] = {}
    for row in sorted((row for row in facts.given if row.code == code), key=lambda row: row.end - row.start):
        inside = [row.start + timedelta(days=rank) for rank in range((row.end - row.start).days)]
        if not each.keys() & set(inside):
            each |= dict.fromkeys(inside, row.value / len(inside))
    if code in RATIOS | STATES or not each:
        return Fraction(passed, days)
    year = [facts.start + timedelta(days=rank) for rank in range(days)]
    free = [day for day in year if day not in each]
    rest = max(facts.targets[code] - sum(each.values()), Fraction(0))
    each |= {day: rest / len(free) for day in free}
    whole = sum(each.values())
    return sum((each[day] for day in year[:passed]), Fraction(0)) / whole if whole else Fraction(passed, days)


def target_of(facts: Facts, code: str, start: date, end: date) -> Fraction:
    """What a report is measured against: given for its days, or for periods that make them, else its share."""
    mine = [row for row in facts.given if row.code == code and start <= row.start and row.end <= end]
    exact = [row.value for row in mine if (row.start, row.end) == (start, end)]
    if exact:
        return exact[0]
    if code in RATIOS | STATES:
        return facts.targets[code]
    for kind in sorted({row.kind for row in mine}):
        parts = [row for row in mine if row.kind == kind]
        if code not in DISTINCT and sum((row.end - row.start).days for row in parts) == (end - start).days:
            return sum((row.value for row in parts), Fraction(0))
    months = (end.year - start.year) * 12 + end.month - start.month
    return facts.targets[code] * Fraction(months, 12)


def reached_in_report(facts: Facts, code: str, start: date, end: date, today: date) -> Reached:
    """Return what a report says of a code, beside what its period is measured against."""
    result = result_of(facts, code, start, end, today, takes_parts=False)
    return Reached(code, Result() if result.word == TO_ASK else result, target_of(facts, code, start, end))
