"""What changes the plan of an agreement's money: its rules, the budget lines of a year, its instalments."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from agreements.currency import NOTHING, percentages
from agreements.exceptions import AgreementRefused
from agreements.models import Agreement, AgreementYear, BudgetLine, Deliverable, Funder, Instalment, MoneyRules
from organisms.models import User
from roriq_portal.database.name_identity import name_identity
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.formats.money import format_money
from roriq_portal.logs import log_action


@dataclass(frozen=True)
class BudgetLineInput:
    """A budget line as typed; `pk` when it stands already."""

    name: str
    nature: str
    amount: Decimal
    pk: int | None = None


@dataclass(frozen=True)
class InstalmentInput:
    """An instalment as typed: an amount, or a share of the year that gives it."""

    funder: Funder
    expected_on: date
    amount: Decimal | None = None
    share: Decimal | None = None
    condition: Deliverable | None = None
    pk: int | None = None


def lines_mark(rows: Iterable[BudgetLine]) -> str:
    """Return the same mark for the same lines, so that a page can say which it showed."""
    return _mark(f"{row.pk}/{row.name}/{row.nature}/{row.amount:.2f}" for row in rows)


def instalments_mark(rows: Iterable[Instalment]) -> str:
    return _mark(
        f"{row.pk}/{row.funder_id}/{row.share}/{row.amount:.2f}/{row.expected_on}/{row.condition_id}" for row in rows
    )


def rules_mark(rules: MoneyRules) -> str:
    return _mark([f"{rules.pk}/{rules.transfer_limit}/{rules.transfer_base}/{rules.holdback}"])


def _mark(said: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


@log_action
@transaction.atomic
def set_rules(
    *, agreement: Agreement, transfer_limit: Decimal | None, transfer_base: str, holdback: Decimal, seen: str, by: User
) -> MoneyRules:
    """Write what the agreement says of transfers and holdback. Raises StaleRevision when the page is behind."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    rules = MoneyRules.objects.filter(agreement=agreement).first() or MoneyRules(agreement=agreement)
    check_seen(seen, rules_mark(rules), StaleRevision())
    rules.transfer_limit, rules.transfer_base, rules.holdback = transfer_limit, transfer_base, holdback
    rules.save()
    return rules


@log_action
@transaction.atomic
def set_budget(*, year: AgreementYear, rows: Sequence[BudgetLineInput], seen: str, by: User) -> None:
    """Replace the budget lines of a year; their sum is the year's amount, to the cent.

    Raises StaleRevision; AgreementRefused when the sum differs, when two lines bear one name, when a line that spent or
    moved money goes away, or when one shrinks under what transfers took from it.
    """
    year = _locked_year(year)
    standing = {row.pk: row for row in year.lines.order_by("order", "pk")}
    check_seen(seen, lines_mark(standing.values()), StaleRevision())
    rows = _known(rows, standing)
    _check_lines(year, rows)
    _delete_lines([standing[pk] for pk in standing.keys() - {row.pk for row in rows}])
    try:
        with transaction.atomic():
            _write_lines(year, rows, standing)
    except IntegrityError as refused:
        raise AgreementRefused(_why_not(refused)) from refused


def _locked_year(year: AgreementYear) -> AgreementYear:
    """The agreement is locked first, as everywhere: two people at once are judged one after the other."""
    Agreement.objects.select_for_update().get(pk=year.agreement_id)
    return AgreementYear.objects.select_related("agreement").get(pk=year.pk)


def _known(rows: Sequence, standing: dict[int, Any]) -> list:
    """A row that went away meanwhile, or was never this year's, comes back as a new one."""
    return [row if row.pk in standing else replace(row, pk=None) for row in rows]


def _check_lines(year: AgreementYear, rows: Sequence[BudgetLineInput]) -> None:
    names = [name_identity(row.name) for row in rows]
    if len(set(names)) < len(names):
        raise AgreementRefused("Deux postes portent le même nom : distinguez-les.")
    total = sum((row.amount for row in rows), NOTHING)
    if rows and total != year.amount:
        gap = year.amount - total
        difference = f"il manque {format_money(gap)}" if gap > 0 else f"{format_money(-gap)} de trop"
        raise AgreementRefused(
            f"Les postes font {format_money(total)} et l’année {format_money(year.amount)}\u00a0: {difference}."
        )


def _delete_lines(gone: list[BudgetLine]) -> None:
    for line in gone:
        if line.expenses.exists() or line.transfers_in.exists() or line.transfers_out.exists():
            raise AgreementRefused(f"Le poste {line.name} a des dépenses ou des virements\u00a0: il reste au budget.")
        line.delete()


def _write_lines(year: AgreementYear, rows: Sequence[BudgetLineInput], standing: dict[int, BudgetLine]) -> None:
    # Names may be swapped between two lines: they leave theirs first
    for row in rows:
        if row.pk and standing[row.pk].name != row.name:
            BudgetLine.objects.filter(pk=row.pk).update(name=f"\u2026{row.pk}")
    for order, row in enumerate(rows):
        line = standing[row.pk] if row.pk else BudgetLine(year=year)
        line.name, line.nature, line.amount, line.order = row.name, row.nature, row.amount, order
        line.save()


def _why_not(refused: IntegrityError) -> str:
    if "less than its transfers" in str(refused):
        return "Un poste deviendrait plus petit que ce que ses virements lui ont pris."
    return "Ces postes ne tiennent pas ensemble\u00a0: relisez leurs noms et leurs montants."


@log_action
@transaction.atomic
def set_instalments(*, year: AgreementYear, rows: Sequence[InstalmentInput], seen: str, by: User) -> None:
    """Replace the instalments of a year. Those typed as shares get their amounts, exact to the cent together.

    Raises StaleRevision; AgreementRefused when they pass the year's amount, when one that received money goes away,
    when a payer does not sign the agreement or a condition belongs to another.
    """
    year = _locked_year(year)
    standing = {row.pk: row for row in year.instalments.order_by("expected_on", "pk")}
    check_seen(seen, instalments_mark(standing.values()), StaleRevision())
    rows = _known(rows, standing)
    amounts = amounts_of(year.amount, rows)
    _check_instalments(year, rows, amounts)
    for pk in standing.keys() - {row.pk for row in rows}:
        if standing[pk].payments.exists():
            raise AgreementRefused("Un versement déjà reçu ne se retire pas\u00a0: corrigez le montant reçu.")
        standing[pk].delete()
    for row, amount in zip(rows, amounts, strict=True):
        instalment = standing[row.pk] if row.pk else Instalment(year=year)
        instalment.funder, instalment.share, instalment.amount = row.funder, row.share, amount
        instalment.expected_on, instalment.condition = row.expected_on, row.condition
        instalment.save()


def amounts_of(total: Decimal, rows: Sequence[InstalmentInput]) -> list[Decimal]:
    """Return each row's amount: the one typed, else its share of the year, the shares exact together."""
    shares = [row.share or NOTHING for row in rows if row.amount is None]
    proposed = iter(percentages(total, shares) if shares else [])
    return [next(proposed) if row.amount is None else row.amount for row in rows]


def _check_instalments(year: AgreementYear, rows: Sequence[InstalmentInput], amounts: list[Decimal]) -> None:
    total = sum(amounts, NOTHING)
    if total > year.amount:
        raise AgreementRefused(
            f"Les versements font {format_money(total)} et l’année {format_money(year.amount)}\u00a0: "
            f"{format_money(total - year.amount)} de trop."
        )
    signing = set(year.agreement.signatures.values_list("funder", flat=True))
    if any(row.funder.pk not in signing for row in rows):
        raise AgreementRefused("Un versement vient d’un bailleur qui ne signe pas cette entente.")
    if any(row.condition and row.condition.requirement.agreement_id != year.agreement_id for row in rows):
        raise AgreementRefused("Un versement dépend d’un rapport qui n’est pas de cette entente.")
