"""The accounts of one agreement, read for its page in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Max, Q, QuerySet, Sum
from django.utils import timezone

from agreements.currency import NOTHING
from agreements.models import (
    Agreement,
    AgreementYear,
    BudgetLine,
    Contribution,
    Deliverable,
    Expense,
    Instalment,
    MoneyRules,
    Payment,
    Transfer,
)
from agreements.models.spending import TransferQuerySet
from agreements.money.rules.balance import TermMoney, YearMoney, lines_gap
from agreements.money.rules.cost_share import Brought, Verdict, cost_share, holdback, stacking
from agreements.money.rules.instalments import Awaited, Standing, comes_early, standing_of
from agreements.money.rules.statements import PUBLIC
from roriq_portal.formats.days import format_day

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    AwaitedDeliverable = WithAnnotations[Deliverable, "Accepted"]

# With a reserve or without: what waits for an acceptance is owed from then on
ACCEPTED = ("accepted", "reserve")


@dataclass(frozen=True)
class LineMoney:
    """A budget line: what the budget gave it, what transfers moved, what was spent and committed of it."""

    line: BudgetLine
    moved: Decimal
    spent: Decimal
    committed: Decimal

    @property
    def amount(self) -> Decimal:
        return self.line.amount + self.moved

    @property
    def rest(self) -> Decimal:
        return self.amount - self.spent - self.committed


@dataclass(frozen=True)
class InstalmentMoney:
    instalment: Instalment
    standing: Standing
    payments: list[Payment]


@dataclass(frozen=True)
class YearAccount:
    year: AgreementYear
    money: YearMoney
    lines: list[LineMoney]
    instalments: list[InstalmentMoney]
    transfers: list[Transfer]
    contributions: list[Contribution]

    @property
    def gap(self) -> Decimal:
        return lines_gap(self.year.amount, [line.line.amount for line in self.lines])

    @property
    def unplanned(self) -> Decimal:
        """What no instalment brings yet."""
        return lines_gap(self.year.amount, [row.instalment.amount for row in self.instalments])


@dataclass(frozen=True)
class Account:
    agreement: Agreement
    years: list[YearAccount]
    total: TermMoney
    rules: MoneyRules
    cost_share: Verdict
    stacking: Verdict | None
    holdback: Verdict | None


def rules_of(agreement: Agreement) -> MoneyRules:
    """Return the agreement's rules of money, or unsaved ones that say nothing."""
    return MoneyRules.objects.filter(agreement=agreement).first() or MoneyRules(agreement=agreement)


class Accepted(TypedDict):
    """When the report of a row of `awaited_deliverables` was accepted, if it was."""

    accepted_at: datetime | None


def awaited_deliverables(rows: QuerySet[Deliverable]) -> "QuerySet[AwaitedDeliverable]":
    """Return deliverables with their report and the moment it was accepted, when it is."""
    accepting = Q(report__transitions__to_state__in=ACCEPTED) & ~Q(report__transitions__name__startswith="confirm")
    moment = Max("report__transitions__at", filter=accepting)
    return rows.select_related("requirement", "report").annotate(accepted_at=moment)


def awaited(deliverable: "AwaitedDeliverable | None") -> Awaited | None:
    if deliverable is None:
        return None
    report = getattr(deliverable, "report", None)
    accepted_on = None
    if report is not None and report.state in ACCEPTED:
        moment = deliverable.accepted_at or report.issued_at
        accepted_on = timezone.localdate(moment) if moment else deliverable.due_on
    return Awaited(deliverable_words(deliverable), deliverable.due_on, accepted_on)


def deliverable_words(deliverable: Deliverable) -> str:
    """Return « rapport final au 31 mars 2026 »."""
    kind = deliverable.requirement.get_kind_display()
    return f"{kind[:1].lower()}{kind[1:]} au {format_day(deliverable.last_day)}"


def read_account(agreement: Agreement, today: date) -> Account:
    """Return everything the page « Argent » shows of an agreement."""
    years = list(agreement.years.order_by("number"))
    lines = _lines(agreement)
    every = read_instalments(Instalment.objects.filter(year__agreement=agreement), today)
    instalments = _by(every, lambda account: account.instalment.year_id)
    brought = list(Contribution.objects.filter(year__agreement=agreement).order_by("day", "pk"))
    transfers = Transfer.objects.filter(source__year__agreement=agreement).select_related("source", "target")
    moved = _by(transfers.order_by("decided_on", "pk"), lambda row: row.source.year_id)
    shared = _by(brought, lambda row: row.year_id)
    accounts = [
        _year(year, lines[year.pk], instalments[year.pk], moved[year.pk], shared[year.pk], today) for year in years
    ]
    total = TermMoney(tuple(account.money for account in accounts))
    rules = rules_of(agreement)
    return Account(agreement, accounts, total, rules, *_verdicts(agreement, total, brought, rules))


def _by(rows: Iterable, key) -> dict:
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _lines(agreement: Agreement) -> dict[int, list[LineMoney]]:
    rows = list(BudgetLine.objects.filter(year__agreement=agreement).order_by("year", "order", "pk"))
    spent = spent_by_line(Expense.objects.filter(line__year__agreement=agreement))
    moved = moved_by_line(Transfer.objects.filter(source__year__agreement=agreement))
    lines = [
        LineMoney(row, moved[row.pk], spent.get((row.pk, False), NOTHING), spent.get((row.pk, True), NOTHING))
        for row in rows
    ]
    return _by(lines, lambda line: line.line.year_id)


def spent_by_line(expenses: QuerySet[Expense]) -> dict[tuple[int, bool], Decimal]:
    """Return (line, is committed) → sum."""
    sums = expenses.order_by().values("line", "is_committed").annotate(sum=Sum("amount"))
    return {(row["line"], row["is_committed"]): row["sum"] for row in sums}


def moved_by_line(transfers: TransferQuerySet) -> dict[int, Decimal]:
    """Return line → what standing transfers brought it, less what they took. The sum of all is nothing."""
    moved: dict[int, Decimal] = defaultdict(lambda: NOTHING)
    for source, target, amount in transfers.standing().values_list("source", "target", "amount"):
        moved[source] -= amount
        moved[target] += amount
    return moved


def read_instalments(rows: QuerySet[Instalment], today: date) -> list[InstalmentMoney]:
    """Return instalments with where each stands, by the day that it was expected. Three statements."""
    wanted = list(rows.select_related("funder", "year").prefetch_related("payments").order_by("expected_on", "pk"))
    awaits = rows.filter(condition__isnull=False).order_by().values("condition")
    deliverables = awaited_deliverables(Deliverable.objects.filter(pk__in=awaits)).in_bulk()
    return [_instalment(row, deliverables.get(row.condition_id), today) for row in wanted]


def awaited_instalments(agreement: Agreement, today: date) -> list[InstalmentMoney]:
    """Return the instalments of an agreement of which something is still to come. Three statements."""
    every = read_instalments(Instalment.objects.filter(year__agreement=agreement), today)
    return [row for row in every if row.standing.rest]


def _instalment(row: Instalment, deliverable: "AwaitedDeliverable | None", today: date) -> InstalmentMoney:
    payments = sorted(row.payments.all(), key=lambda payment: (payment.day, payment.pk))
    standing = standing_of(
        amount=row.amount,
        received=sum((payment.amount for payment in payments), NOTHING),
        expected_on=row.expected_on,
        awaited=awaited(deliverable),
        today=today,
    )
    return InstalmentMoney(row, standing, payments)


def early_instalments(year: AgreementYear) -> list[str]:
    """Return, in words, the instalments of a year expected before the report that they wait for is due. Two queries."""
    rows = year.instalments.filter(condition__isnull=False).order_by("expected_on", "pk")
    reports = awaited_deliverables(Deliverable.objects.filter(instalments__year=year)).in_bulk()
    waits = [(row.expected_on, awaited(reports[row.condition_id])) for row in rows if row.condition_id]
    return [
        f"Le versement attendu le {format_day(day)} attend le {report.words}, dû le {format_day(report.due_on)}\u00a0: "
        "il ne peut venir avant. Vérifiez le jour, ou ce qu’il attend."
        for day, report in waits
        if report and comes_early(day, report)
    ]


def _year(year, lines, instalments, transfers, contributions, today: date) -> YearAccount:
    money = YearMoney(
        number=year.number,
        first=year.during.lower,
        last=year.during.upper,
        budget=year.amount,
        received=sum((row.standing.received for row in instalments), NOTHING),
        spent=sum((line.spent for line in lines), NOTHING),
        committed=sum((line.committed for line in lines), NOTHING),
        today=today,
    )
    return YearAccount(year, money, lines, instalments, transfers, contributions)


def brought_by(contributions: Iterable[Contribution], *, in_kind_allowed: bool) -> Brought:
    """Add up contributions; public aid in kind counts as the rest of what is in kind does."""
    rows = list(contributions)
    public = [row for row in rows if row.origin == Contribution.Origin.PUBLIC and (in_kind_allowed or not row.in_kind)]
    return Brought(
        cash=sum((row.amount for row in rows if not row.in_kind), NOTHING),
        in_kind=sum((row.amount for row in rows if row.in_kind), NOTHING),
        public=sum((row.amount for row in public), NOTHING),
    )


def _verdicts(
    agreement: Agreement, total: TermMoney, contributions: list[Contribution], rules: MoneyRules
) -> tuple[Verdict, Verdict | None, Verdict | None]:
    """While it runs, others are asked for their part of the amounts; once it is over, of what was spent."""
    allowed = agreement.in_kind_allowed
    brought = brought_by(contributions, in_kind_allowed=allowed)
    paid = min(total.spent, total.budget) if total.is_over else total.budget
    lead = agreement.signatures.select_related("funder").filter(is_lead=True).first()
    is_public = lead is not None and lead.funder.kind in (*PUBLIC, "federal")
    shared = cost_share(paid, brought, most=agreement.funder_share_max, in_kind_allowed=allowed)
    stacked = stacking(paid, brought, most=agreement.stacking_limit, is_public=is_public, in_kind_allowed=allowed)
    return shared, stacked, _holdback(agreement, total, rules)


def _holdback(agreement: Agreement, total: TermMoney, rules: MoneyRules) -> Verdict | None:
    finals = Deliverable.objects.filter(requirement__agreement=agreement, requirement__kind="final")
    last = awaited(awaited_deliverables(finals).order_by("-period", "-due_on").first()) if rules.holdback else None
    words = f" (dû le {format_day(last.due_on)})" if last else ""
    is_released = last is not None and last.accepted_on is not None
    return holdback(total.budget, total.received, share=rules.holdback, is_released=is_released, final_words=words)
