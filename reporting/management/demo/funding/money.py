"""Accounts of the demonstration's agreements: received, spent, brought, so that every state of money shows."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from agreements.currency import cents, percentages, split
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
)
from agreements.money.planning.actions import rules_mark, set_rules
from agreements.money.planning.payments import correct_payment, payment_mark, transfer_money
from organisms.models import User
from reporting.management.demo import past_moments
from reporting.management.demo.activities import LAST_DAY
from reporting.management.demo.cast import World

LINES = [
    ("Salaires et avantages sociaux", "salaires", 66), ("Déplacements", "deplacements", 9),
    ("Activités et matériel", "activites", 17), ("Administration", "administration", 8),
]  # fmt: skip
SHARES = [Decimal(50), Decimal(40), Decimal(10)]
# Who still waits for the first instalment of the year that runs, and who received part of it
LATE, PART = 3, 5
STEP = 7
NOTES = {
    "salaires": "Paies du trimestre", "deplacements": "Kilométrage de l’équipe", "activites": "Ateliers et salle",
    "administration": "Part des frais de bureau",
}  # fmt: skip
SHOWN = "MIN-2024-031"
# After the others: who spends fast or waits for its money is said by the rank of an agreement
LAST = ("FTA-2025-04", "PSM-44")
SHORT = "MRC-2024-09"
RULES: dict[str, dict[str, Any]] = {
    "vitalite": {"funder_share_max": Decimal(50), "stacking_limit": Decimal(80)},
    "inclusion-fondation": {"funder_share_max": Decimal(75), "in_kind_allowed": False},
}


def keep_accounts(world: World) -> None:
    """Write budgets, instalments, receipts, expenses and contributions of every agreement, in a few large statements.

    Their present is the last day of the register: a demonstration says the same on every day it is loaded.
    """
    today = LAST_DAY
    keys = {organism.pk: key for key, organism in world.organisms.items()}
    people = {row.pk: world.coordinator(keys[row.organism_id]) for row in world.agreements}
    for programme, rule in RULES.items():
        Agreement.objects.filter(programme__key=programme).update(**rule)
    years = list(AgreementYear.objects.filter(agreement__in=people).select_related("agreement__programme"))
    years.sort(key=lambda year: (year.agreement.reference in LAST, year.agreement.reference, year.number))
    ranks = {pk: rank for rank, pk in enumerate(dict.fromkeys(year.agreement_id for year in years))}
    MoneyRules.objects.bulk_create(
        MoneyRules(agreement=row, transfer_limit=10, holdback=10)
        for row in world.agreements
        if row.programme.key == "regionalisation" and row.reference != SHOWN
    )
    lines = BudgetLine.objects.bulk_create(line for year in years for line in _lines(year))
    Expense.objects.bulk_create(_expenses(lines, ranks, people, today), 2000)
    instalments = Instalment.objects.bulk_create(_instalments(years))
    Payment.objects.bulk_create(_payments(instalments, ranks, people, today))
    Contribution.objects.bulk_create(_contributions(years, people, today))
    _show_one(world, today)


def _lines(year: AgreementYear) -> Iterator[BudgetLine]:
    amounts = split(year.amount, [Decimal(weight) for *_, weight in LINES])
    for order, ((name, nature, _), amount) in enumerate(zip(LINES, amounts, strict=True)):
        yield BudgetLine(year=year, name=name, nature=nature, amount=amount, order=order)


def _quarters(year: AgreementYear, today: date) -> Iterator[tuple[date, int]]:
    """The last day of each quarter gone by, and its rank."""
    for rank in range(1, 5):
        day = min(year.during.lower + timedelta(days=91 * rank - 1), year.during.upper - timedelta(days=1))
        if day < today:
            yield day, rank


def _expenses(lines: list[BudgetLine], ranks: dict, people: dict[int, User], today: date) -> Iterator[Expense]:
    """Each quarter a quarter of the line, a little less; an eleventh rank spends faster than its year allows."""
    for line in lines:
        agreement = line.year.agreement_id
        percent = Decimal(88 + ranks[agreement] % 12) if ranks[agreement] % 11 else Decimal(108)
        for day, rank in _quarters(line.year, today):
            share = percent + rank - 3 if percent < 100 else percent
            amount = cents(line.amount * share / 400)
            yield Expense(line=line, day=day, amount=amount, note=NOTES[line.nature], created_by=people[agreement],
                          created_at=past_moments.moment(day))  # fmt: skip
        if line.nature == "activites" and line.year.during.lower <= today < line.year.during.upper:
            yield Expense(line=line, day=today, amount=Decimal("850.00"), note="Salle réservée pour le printemps",
                          is_committed=True, created_by=people[agreement])  # fmt: skip


def _instalments(years: list[AgreementYear]) -> Iterator[Instalment]:
    """Half at the beginning; the rest after the interim and final reports where the ministry asks them."""
    owed = {
        (row.requirement.agreement_id, row.requirement.kind, row.period.lower): row
        for row in Deliverable.objects.select_related("requirement").filter(
            requirement__agreement__in=[year.agreement_id for year in years]
        )
    }
    leads = dict(Agreement.objects.filter(signatures__is_lead=True).values_list("pk", "signatures__funder"))
    for year in years:
        first, last = year.during.lower, year.during.upper
        interim = owed.get((year.agreement_id, "interim", first))
        final = owed.get((year.agreement_id, "final", first)) if interim else None
        days = (first + timedelta(days=20), first + timedelta(days=225), last - timedelta(days=25))
        if final:
            days = (*days[:2], final.due_on + timedelta(days=60))
        amounts = percentages(year.amount, SHARES)
        for share, amount, day, awaited in zip(SHARES, amounts, days, (None, interim, final), strict=True):
            yield Instalment(
                year=year, funder_id=leads[year.agreement_id], share=share, amount=amount, expected_on=day,
                condition=awaited
            )  # fmt: skip


def _payments(instalments: list[Instalment], ranks: dict, people: dict[int, User], today: date) -> Iterator[Payment]:
    for row in instalments:
        agreement, number = row.year.agreement_id, ranks[row.year.agreement_id] % STEP
        runs = row.year.during.lower <= today < row.year.during.upper
        day = row.expected_on + timedelta(days=6 + number * 3)
        # Of the year that runs, only the first instalment is in: the reports behind the others are still to come
        if day >= today or (
            runs and (row.share != SHARES[0] or (number == LATE and row.year.agreement.reference != SHOWN))
        ):
            continue
        waits = row.condition and row.condition.period.upper > today - timedelta(days=240)
        if waits and number != PART:
            continue
        amount = cents(row.amount / 2) if number == PART and (runs or waits) else row.amount
        yield Payment(
            instalment=row, day=day, amount=amount, created_by=people[agreement], created_at=past_moments.moment(day)
        )


def _contributions(years: list[AgreementYear], people: dict[int, User], today: date) -> Iterator[Contribution]:
    for year in years:
        day = year.during.lower + timedelta(days=60)
        if year.agreement.programme.key not in RULES or day >= today:
            continue
        by = people[year.agreement_id]
        cash = cents(year.amount * (Decimal("0.2") if year.agreement.reference == SHORT else Decimal("0.45")))
        yield Contribution(year=year, origin="organism", source="Fonds propres de l’organisme", amount=cash, day=day,
                           created_by=by)  # fmt: skip
        yield Contribution(year=year, origin="community", source="Municipalité, prêt de locaux", in_kind=True,
                           amount=cents(year.amount * Decimal("0.6")), day=day, created_by=by)  # fmt: skip


def _show_one(world: World, today: date) -> None:
    """One agreement goes through the actions that people's pages call: its rules, a transfer, a receipt corrected."""
    agreement = next(row for row in world.agreements if row.reference == SHOWN)
    by = next(world.coordinator(key) for key, row in world.organisms.items() if row.pk == agreement.organism_id)
    set_rules(
        agreement=agreement, transfer_limit=Decimal(10), transfer_base="source", holdback=Decimal(10),
        seen=rules_mark(MoneyRules(agreement=agreement, holdback=0)), by=by,
    )  # fmt: skip
    running = agreement.years.filter(Q(during__contains=today) | Q(number=2)).latest("number")
    pay, travel = (running.lines.get(nature=nature) for nature in ("salaires", "deplacements"))
    decided = min(today, running.during.lower + timedelta(days=100))
    transfer_money(
        source=pay, target=travel, amount=Decimal("1800.00"), decided_on=decided, consent_on=None,
        reason="Un poste vacant au printemps\u00a0; plus de visites en région", seen=0, by=by,
    )  # fmt: skip
    payment = Payment.objects.filter(instalment__year__agreement=agreement).latest("day")
    correct_payment(
        payment=payment, day=payment.day + timedelta(days=1), amount=payment.amount, seen=payment_mark(payment),
        reason="Le dépôt est du lendemain, selon le relevé.", by=by,
    )  # fmt: skip
