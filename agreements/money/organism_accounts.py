"""The money of one organism in a State year: each agreement, what was received and spent, the statement owed.

A fixed number of queries, whatever the agreements.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Min, Q, QuerySet, Sum

from agreements.currency import NOTHING
from agreements.models import Agreement, AgreementYear, Contribution, Expense, Payment
from agreements.money.rules.statements import PUBLIC, AidLine, Statement, statement_of
from organisms.models import Organism, User
from roriq_portal.fiscal_year import format_state_year, state_year_of, state_year_start


@dataclass(frozen=True)
class AgreementRow:
    """`budget`: the amounts of the agreement's years that begin in the State year; the rest is counted by day."""

    agreement: Agreement
    funders: str
    budget: Decimal
    received: Decimal
    spent: Decimal
    committed: Decimal
    brought: Decimal

    @property
    def balance(self) -> Decimal:
        return self.received - self.spent


@dataclass(frozen=True)
class OrganismYear:
    year: int
    rows: list[AgreementRow]
    statement: Statement

    @property
    def first(self) -> date:
        return state_year_start(self.year)

    @property
    def words(self) -> str:
        return format_state_year(self.year)

    def total(self, name: str) -> Decimal:
        return sum((getattr(row, name) for row in self.rows), NOTHING)

    @property
    def totals(self) -> dict[str, Decimal]:
        return {name: self.total(name) for name in ("budget", "received", "spent", "committed", "brought", "balance")}


def read_organism_year(user: User, organism: Organism, year: int) -> OrganismYear:
    """Return the money of the State year that begins on 1 April of `year`, in the agreements they may see."""
    first, last = state_year_start(year), state_year_start(year + 1)
    seen = Agreement.objects.visible_to(user).filter(organism=organism)
    inside = {"day__gte": first, "day__lt": last}
    paid = _paid(Payment.objects.filter(instalment__year__agreement__in=seen.values("pk"), **inside))
    own = Q(during__overlap=(first, last)) | Q(pk__in={row["agreement"] for row in paid})
    agreements = list(seen.filter(own).prefetch_related("signatures__funder").order_by("reference", "pk"))
    sums = _sums([row.pk for row in agreements], first, last)
    received: dict[int, Decimal] = defaultdict(lambda: NOTHING)
    for row in paid:
        received[row["agreement"]] += row["sum"]
    rows = [_row(agreement, received[agreement.pk], sums) for agreement in agreements]
    return OrganismYear(year, rows, statement_of(year, _aid(agreements, paid)))


def _paid(payments: QuerySet[Payment]) -> list[dict]:
    """What each funder paid for each agreement."""
    of = payments.order_by().values(
        "instalment__year__agreement", "instalment__funder__kind", "instalment__funder__name"
    )
    return [
        {
            "agreement": row["instalment__year__agreement"],
            "kind": row["instalment__funder__kind"],
            "funder": row["instalment__funder__name"],
            "sum": row["sum"],
        }
        for row in of.annotate(sum=Sum("amount")).order_by("instalment__funder__name")
    ]


def _aid(agreements: Iterable[Agreement], paid: list[dict]) -> tuple[AidLine, ...]:
    """The payments of Québec and of municipalities, in the order of the agreements."""
    return tuple(
        AidLine(agreement.reference, agreement.title, agreement.pk, row["funder"], row["sum"])
        for agreement in agreements
        for row in paid
        if row["agreement"] == agreement.pk and row["kind"] in PUBLIC and row["sum"]
    )


def _sums(ids: list[int], first: date, last: date) -> dict[str, dict[int, Decimal]]:
    """Return name → agreement → sum. Four queries."""
    inside = {"day__gte": first, "day__lt": last}
    expenses = Expense.objects.filter(line__year__agreement__in=ids, **inside)
    years = AgreementYear.objects.filter(agreement__in=ids, during__startswith__gte=first, during__startswith__lt=last)
    return {
        "budget": _by_agreement(years, "agreement"),
        "spent": _by_agreement(expenses.filter(is_committed=False), "line__year__agreement"),
        "committed": _by_agreement(expenses.filter(is_committed=True), "line__year__agreement"),
        "brought": _by_agreement(Contribution.objects.filter(year__agreement__in=ids, **inside), "year__agreement"),
    }


def _by_agreement(rows: QuerySet, path: str) -> dict[int, Decimal]:
    return dict(rows.order_by().values(path).annotate(sum=Sum("amount")).values_list(path, "sum"))


def _row(agreement: Agreement, received: Decimal, sums: dict[str, dict[int, Decimal]]) -> AgreementRow:
    signatures = sorted(agreement.signatures.all(), key=lambda row: (not row.is_lead, row.funder.sort_name))
    funders = ", ".join(row.funder.name for row in signatures)
    totals = {name: by_agreement.get(agreement.pk, NOTHING) for name, by_agreement in sums.items()}
    return AgreementRow(agreement, funders, received=received, **totals)


def state_years_of(user: User, organism: Organism, today: date) -> list[int]:
    """Return the State years that their agreements touch, and this one, newest first."""
    ends = (
        Agreement.objects.visible_to(user)
        .filter(organism=organism)
        .aggregate(first=Min("during__startswith"), last=Max("during__endswith"))
    )
    here = state_year_of(today)
    if not ends["first"]:
        return [here]
    newest = max(state_year_of(date.fromordinal(ends["last"].toordinal() - 1)), here)
    return list(range(newest, min(state_year_of(ends["first"]), here) - 1, -1))
