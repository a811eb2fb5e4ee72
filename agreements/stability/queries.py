"""Terms a user may count: those read whole, and the days alone of those a pivot's mandate shows."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery, Sum

from agreements.models import Agreement, AgreementFunder, AgreementYear
from agreements.stability.signature_days import Term
from agreements.stability.signed_money import YearMoney
from organisms.models import User

DAYS_ALONE = ("pk", "organism", "organism__region", "during", "signed_on", "renews")
NAMES = ("organism__name", "organism__sort_name", "organism__region__name", "organism__region__sort_name")


@dataclass(frozen=True)
class Named:
    """Somebody's name, and how French orders it."""

    id: int
    name: str
    sort: str


@dataclass(frozen=True)
class Ledger:
    """`terms` read whole; `days_alone` those of which one may count days and nothing else."""

    terms: list[Term]
    days_alone: list[Term]
    organisms: dict[int, Named]
    regions: dict[int, Named]
    funders: dict[int, Named]
    programmes: dict[int, str]

    @property
    def all_terms(self) -> list[Term]:
        return [*self.terms, *self.days_alone]


def read_ledger(user: User, organism_id: int | None = None) -> Ledger:
    """Return the terms this person may count, of one organism if one is given. Three queries, whatever their number."""
    seen = Agreement.objects.visible_to(user).order_by()
    region = Agreement.objects.filter(organism__region__in=user.pivot_region_ids).order_by()
    others = region.exclude(pk__in=seen.values("pk"))
    if organism_id:
        seen, others = seen.filter(organism=organism_id), others.filter(organism=organism_id)
    signatures = AgreementFunder.objects.filter(agreement__in=seen.values("pk")).order_by("-is_lead", "pk")
    named = signatures.values_list("funder", "funder__name", "funder__sort_name")
    return _ledger(list(_whole(seen)), list(others.values_list(*DAYS_ALONE, *NAMES)), list(named))


def read_year_money(user: User) -> list[YearMoney]:
    """Return the amount of each year of the agreements whose money this person reads. One query."""
    rows = AgreementYear.objects.filter(agreement__in=Agreement.objects.money_read_by(user).values("pk")).order_by()
    return [YearMoney(*row) for row in rows.values_list("agreement", "during", "amount")]


def _whole(seen: QuerySet[Agreement]) -> QuerySet:
    years = AgreementYear.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
    signed = AgreementFunder.objects.filter(agreement=OuterRef("pk")).order_by("-is_lead", "funder__sort_name")
    summed = seen.annotate(
        total=Subquery(years.annotate(sum=Sum("amount")).values("sum")),
        signatories=ArraySubquery(signed.values("funder")),
    )
    more = ("total", "signatories", "programme", "programme__name", "reference")
    return summed.values_list(*DAYS_ALONE, *NAMES, *more)


def _ledger(whole: list[tuple], others: list[tuple], named: list[tuple]) -> Ledger:
    rows = [*whole, *others]
    return Ledger(
        terms=[_term_whole(row) for row in whole],
        days_alone=[_term(row) for row in others],
        organisms={row[1]: Named(row[1], row[6], row[7]) for row in rows},
        regions={row[2]: Named(row[2], row[8], row[9]) for row in rows},
        funders={key: Named(key, name, sort) for key, name, sort in named},
        programmes={row[12]: row[13] for row in whole},
    )


def _term(row: tuple[Any, ...]) -> Term:
    key, organism, region, during, signed_on, renews = row[:6]
    return Term(key, organism, region, during.lower, during.upper, signed_on, renews)


def _term_whole(row: tuple[Any, ...]) -> Term:
    total, signatories, programme, _, reference = row[10:]
    return replace(
        _term(row),
        amount=total or Decimal(0),
        funder_ids=tuple(signatories),
        programme_id=programme,
        reference=reference,
    )


def terms_of(organism_id: int) -> list[Term]:
    """Return an organism's terms, days alone: what its own report may count."""
    return [_term(row) for row in Agreement.objects.filter(organism=organism_id).order_by().values_list(*DAYS_ALONE)]


def reads_all_of(user: User, organism_id: int) -> bool:
    """Whether they read every agreement of an organism: from inside, as its auditor, or as the network."""
    inside = bool(user.role_at(organism_id)) or organism_id in user.audited_organism_ids
    return user.is_network or inside
