"""The money of an organism's agreements by State year, and what ends without a signed sequel. Queries and sums."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agreements.models import AgreementYear
from agreements.stability.grant_sizes import grants
from agreements.stability.queries import Ledger
from agreements.stability.signature_days import to_renew
from roriq_portal.fiscal_year import state_year_of, state_year_start

NOTHING = Decimal(0)
Amounts = dict[int, dict[int, Decimal]]


@dataclass(frozen=True)
class MoneyRow:
    """One agreement. `amounts`: State year → what its years that begin then are worth; absent: none begins then.

    `ends`: nothing signed follows it, and it ends within a year of the day that is read; `lost`: its last year's
    amount, which then is no more.
    """

    agreement_id: int
    reference: str
    funders: str
    last_day: date
    amounts: dict[int, Decimal]
    ends: bool

    @property
    def lost(self) -> Decimal | None:
        return self.amounts[max(self.amounts)] if self.ends and self.amounts else None


@dataclass(frozen=True)
class AgreementMoney:
    """`rows`: agreements that have money or run in the years asked. `by_year`: State year → all of them together.

    `long_share`: which part of the agreements of the year, in per cent, is of three years or more; None: there is none.
    """

    years: tuple[int, ...]
    rows: tuple[MoneyRow, ...]
    by_year: dict[int, Decimal]
    long_share: Decimal | None

    def total(self, year: int) -> Decimal | None:
        return self.by_year.get(year)

    @property
    def ending(self) -> list[MoneyRow]:
        return [row for row in self.rows if row.lost is not None]

    @property
    def lost(self) -> Decimal:
        return sum((row.lost or NOTHING for row in self.rows), NOTHING)


def amounts_of(agreement_ids: Sequence[int]) -> Amounts:
    """Return agreement → State year → the amounts of its years that begin in it. One query."""
    amounts: Amounts = defaultdict(dict)
    rows = AgreementYear.objects.filter(agreement__in=agreement_ids).order_by()
    for agreement, during, amount in rows.values_list("agreement", "during", "amount"):
        year = state_year_of(during.lower)
        amounts[agreement][year] = amounts[agreement].get(year, NOTHING) + amount
    return amounts


def agreement_money(ledger: Ledger, amounts: Amounts, years: Sequence[int], chosen: int, today: date) -> AgreementMoney:
    """Return the money of the terms that are read whole, in the order of their references. Reads no row.

    `years`: those shown, `chosen` among them; what ends without a sequel is what the page of renewals lists on `today`.
    """
    ending = {renewal.term.id for renewal in to_renew(ledger.terms, today)}
    first, end = state_year_start(min(years)), state_year_start(max(years) + 1)
    rows = [
        MoneyRow(
            agreement_id=term.id,
            reference=term.reference,
            funders=", ".join(ledger.funders[key].name for key in term.funder_ids if key in ledger.funders),
            last_day=term.last_day,
            amounts=amounts.get(term.id, {}),
            ends=term.id in ending,
        )
        for term in sorted(ledger.terms, key=lambda term: (term.reference, term.id))
        if set(amounts.get(term.id, {})) & set(years) or (term.starts_on < end and term.ends_before > first)
    ]
    by_year: dict[int, Decimal] = defaultdict(Decimal)
    for of_agreement in amounts.values():
        for year, amount in of_agreement.items():
            by_year[year] += amount
    since, until = state_year_start(chosen), state_year_start(chosen + 1)
    running = grants(term for term in ledger.terms if term.starts_on < until and term.ends_before > since)
    return AgreementMoney(tuple(years), tuple(rows), dict(by_year), running.long_share if running else None)
