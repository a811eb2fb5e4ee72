"""What stability costs, laid out: one line for each organism, region or funder, and the network's own figures."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from agreements.stability.grant_sizes import Grants, grants
from agreements.stability.payment_waits import payment_waits
from agreements.stability.queries import Ledger, Named, read_ledger, reads_all_of
from agreements.stability.signature_days import Days, Renewal, Term, days_by_term, days_in_all, to_renew
from agreements.stability.waiting_times import Wait, WaitLengths, signing_waits, wait_lengths
from organisms.models import User
from organisms.names import sort_name
from reporting.models import Receipt, Report
from reporting.monitoring.forms import StabilityForm, Window
from roriq_portal.formats.money import format_money
from roriq_portal.formats.numbers import SPACE, format_number
from roriq_portal.formats.rates import format_rate


@dataclass(frozen=True)
class Facts:
    """All that the page counts."""

    ledger: Ledger
    answering: list[Wait]
    paying: list[Wait]


@dataclass(frozen=True)
class Line:
    """One organism, region or funder. None: not the reader's to read, or nothing to count."""

    who: Named
    agreements: int
    days: Days
    never: int | None
    renewals: int
    grants: Grants | None
    signing: WaitLengths
    answering: WaitLengths
    paying: WaitLengths


@dataclass(frozen=True)
class Column:
    key: str
    words: str
    read: Callable[[Line], int | Decimal | None]
    kind: str = "days"
    words_of: Callable[[Line], str] = str

    def text(self, line: Line) -> str:
        value = self.read(line)
        if value is None:
            return "–"
        if self.kind == "wait":
            return self.words_of(line)
        if self.kind == "money":
            return format_money(value, 0)
        return format_rate(value, 100) if self.kind == "share" else format_number(value)


def _waited(lasted: WaitLengths) -> str:
    """« 12 j (au plus 61) »: the middle wait, and the longest when it says more."""
    middle, longest = format_number(lasted.middle or 0), format_number(lasted.longest or 0)
    return f"{middle}{SPACE}j" if middle == longest else f"{middle}{SPACE}j (au plus {longest})"


def _waited_so_far(lasted: WaitLengths) -> str:
    """« 117 j (au plus 222 ; 3 attendent encore) »: what is not answered counts until today, and is said."""
    middle, longest = format_number(lasted.middle_so_far or 0), format_number(lasted.longest_so_far or 0)
    waiting = f"{lasted.waiting} attend{'ent' if lasted.waiting > 1 else ''} encore" if lasted.waiting else ""
    beside = f"{SPACE}; ".join(filter(None, (f"au plus {longest}" if middle != longest else "", waiting)))
    return f"{middle}{SPACE}j ({beside})" if beside else f"{middle}{SPACE}j"


def _of_grants(read: Callable[[Grants], Decimal | int | None]) -> Callable[[Line], Decimal | int | None]:
    return lambda line: read(line.grants) if line.grants else None


AGREEMENTS = Column("ententes", "Ententes", lambda line: line.agreements, "count")
UNSIGNED = Column("sans", "Jours sans signature", lambda line: line.days.unsigned)
GAP = Column("entre", "Jours entre deux ententes", lambda line: line.days.gap)
NEVER = Column("aucune", "Jours sans aucune entente signée", lambda line: line.never)
RENEWALS = Column("renouveler", "À renouveler", lambda line: line.renewals, "count")
SIGNING = Column("signe", "Signe en", lambda line: line.signing.middle, "wait", lambda line: _waited(line.signing))
ANSWERING = Column(
    "repond",
    "Répond en",
    lambda line: line.answering.middle_so_far,
    "wait",
    lambda line: _waited_so_far(line.answering),
)
PAYING = Column(
    "paie", "Paie en", lambda line: line.paying.middle_so_far, "wait", lambda line: _waited_so_far(line.paying)
)
LONG = Column("longues", "Argent en 3 à 5 ans", _of_grants(lambda grants: grants.long_share), "share")
MEDIAN = Column("mediane", "Montant médian", _of_grants(lambda grants: grants.median), "money")
SMALL = Column("petites", f"Moins de 25{SPACE}000{SPACE}$", _of_grants(lambda grants: grants.small_share), "share")
COLUMNS = {
    "organisme": (AGREEMENTS, UNSIGNED, GAP, NEVER, RENEWALS, LONG, MEDIAN, SMALL),
    "region": (AGREEMENTS, UNSIGNED, GAP, RENEWALS, LONG, MEDIAN, SMALL),
    "bailleur": (AGREEMENTS, UNSIGNED, GAP, SIGNING, ANSWERING, PAYING, LONG, MEDIAN, SMALL),
}


def read_facts(user: User) -> Facts:
    """Return what this person may count. Five queries."""
    reports = Report.objects.visible_to(user).for_funders().issued()
    return Facts(ledger=read_ledger(user), answering=answer_waits(reports), paying=payment_waits(user))


def answer_waits(issued: QuerySet[Report]) -> list[Wait]:
    """Return how long each funder took to say something of each of these reports: from its first transmission to the
    first answer. One query.

    What was taken back was not said (`TAKEN_BACK` in `reporting/models/triggers/answers.py` says so in SQL).
    """
    after = Receipt.objects.filter(version=OuterRef("version"), funder=OuterRef("funder"), pk__gt=OuterRef("pk"))
    after = after.filter(state__in=(*Receipt.REVOCABLE, Receipt.State.TAKEN_BACK)).order_by("pk")
    rows = (
        Receipt.objects.filter(version__report__in=issued.order_by().values("pk"))
        .alias(then=Subquery(after.values("state")[:1]))
        .order_by()
    )
    stands = ~Q(state__in=Receipt.REVOCABLE) | Q(then__isnull=True) | ~Q(then=Receipt.State.TAKEN_BACK)
    rows = rows.filter(stands)
    by_report = rows.values_list("version__report", "funder", "version__report__organism")
    dated = by_report.annotate(begun=Min("version__as_of"), ended=Min("at", filter=Q(state__in=Receipt.DECISIONS)))
    return [
        Wait(funder, organism, timezone.localdate(begun), timezone.localdate(ended) if ended else None)
        for _, funder, organism, begun, ended in dated
    ]


@dataclass(frozen=True)
class Sheet:
    """The page: `whole` is the line of all, `unwritten` how many agreements have no signature date.

    `renewals`: how many agreements the page of what is left to renew lists for the same filters.
    """

    window: Window
    group: str
    columns: tuple[Column, ...]
    lines: list[Line]
    whole: Line
    unwritten: int
    renewals: int


def build_sheet(user: User, facts: Facts, form: StabilityForm, order: str) -> Sheet:
    """Return what the page shows: the terms the filters keep, counted over the window, by what was asked."""
    window, group = form.window, form.chosen("par") or "organisme"
    chosen_terms = kept_terms(facts.ledger, form)
    counted = _Counted(user, facts, window, {term.id for term in chosen_terms})
    dated = [term for term in chosen_terms if window.holds(term) or counted.days.get(term.id, Days()).total]
    more = {term.id for term in dated} | counted.ending
    shown = [term for term in chosen_terms if term.id in more]
    lines = [counted.line(who, terms, group) for who, terms in _grouped(user, facts.ledger, group, shown)]
    columns = COLUMNS[group]
    return Sheet(
        window=window,
        group=group,
        columns=columns,
        lines=_ordered(lines, columns, order),
        whole=counted.line(Named(0, "Ensemble", ""), shown, ""),
        unwritten=sum(1 for term in dated if term.signed_on is None and term.starts_on <= window.day),
        renewals=len(left_to_renew(facts.ledger, form)),
    )


def kept_terms(ledger: Ledger, form: StabilityForm) -> list[Term]:
    """Return the terms that the filters keep, whatever the days."""
    region, funder, words = form.chosen("region"), form.chosen("bailleur"), form.chosen("q")
    plain = sort_name(words)
    return [
        term
        for term in ledger.all_terms
        if (not region or term.region_id == int(region))
        and (not funder or int(funder) in term.funder_ids)
        and (not words or words.lower() in term.reference.lower() or plain in ledger.organisms[term.organism_id].sort)
    ]


def left_to_renew(ledger: Ledger, form: StabilityForm) -> list[Renewal]:
    """Return what is left to renew, of the agreements that this person reads and the filters keep, soonest first."""
    term_ids = {term.id for term in kept_terms(ledger, form)}
    return [renewal for renewal in to_renew(ledger.terms, form.window.day) if renewal.term.id in term_ids]


def _grouped(user: User, ledger: Ledger, group: str, terms: list[Term]) -> Iterable[tuple[Named, list[Term]]]:
    if group == "bailleur":
        own_funders = (
            None if user.is_network or user.live_memberships else {seat.funder_id for seat in user.live_funder_seats}
        )
        audits = bool(user.audited_organism_ids)
        names = {key: who for key, who in ledger.funders.items() if own_funders is None or audits or key in own_funders}
        keys = [(key, term) for term in terms for key in term.funder_ids]
    elif group == "region":
        names, keys = ledger.regions, [(term.region_id, term) for term in terms]
    else:
        names, keys = ledger.organisms, [(term.organism_id, term) for term in terms]
    by_key: dict[int, list[Term]] = {}
    for key, term in keys:
        by_key.setdefault(key, []).append(term)
    return [(names[key], of_key) for key, of_key in by_key.items() if key in names]


class _Counted:
    """What was counted once for all terms, shared out to the lines."""

    def __init__(self, user: User, facts: Facts, window: Window, term_ids: set[int]):
        terms = facts.ledger.all_terms
        self.user, self.facts, self.window = user, facts, window
        self.days = days_by_term(terms, window.since, window.until)
        self.ending = {renewal.term.id for renewal in to_renew(terms, window.day)} & term_ids
        self.by_organism: dict[int, list[Term]] = {}
        for term in terms:
            self.by_organism.setdefault(term.organism_id, []).append(term)

    def line(self, who: Named, terms: list[Term], group: str) -> Line:
        """Money stands with the lead funder only, so that sums hold; days and waits with each that signs."""
        window, facts, alone = self.window, self.facts, group == "bailleur"
        running = [term for term in terms if window.holds(term)]
        granted = [term for term in running if not alone or term.lead_id == who.id]
        signing = signing_waits(term for term in terms if window.since <= term.starts_on < window.until)
        return Line(
            who=who,
            agreements=len(running),
            days=sum((self.days.get(term.id, Days()) for term in terms), Days()),
            never=self._never(who.id) if group == "organisme" else None,
            renewals=sum(1 for term in terms if term.id in self.ending),
            grants=grants(granted),
            signing=wait_lengths((wait for wait in signing if not alone or wait.funder_id == who.id), window.day),
            answering=wait_lengths(self._begun(facts.answering, who.id, terms, alone), window.day),
            paying=wait_lengths(self._begun(facts.paying, who.id, terms, alone), window.day),
        )

    def _never(self, organism_id: int) -> int | None:
        """Only who reads every agreement of an organism can say that a day has none."""
        if not reads_all_of(self.user, organism_id):
            return None
        return days_in_all(self.by_organism[organism_id], self.window.since, self.window.until).without

    def _begun(self, waits: list[Wait], funder_id: int, terms: list[Term], alone: bool) -> list[Wait]:
        organisms = {term.organism_id for term in terms}
        begun = [wait for wait in waits if self.window.since <= wait.begun < self.window.until]
        return [wait for wait in begun if wait.organism_id in organisms and (not alone or wait.funder_id == funder_id)]


def _ordered(lines: list[Line], columns: tuple[Column, ...], order: str) -> list[Line]:
    """By name, or by a column; what has no number comes last either way."""
    lines = sorted(lines, key=lambda line: line.who.sort)
    column = next((choice for choice in columns if choice.key == order.removeprefix("-")), None)
    if column is None:
        return lines[::-1] if order == "-nom" else lines
    known = [line for line in lines if column.read(line) is not None]
    known.sort(key=lambda line: column.read(line) or 0, reverse=order.startswith("-"))
    return [*known, *(line for line in lines if column.read(line) is None)]
