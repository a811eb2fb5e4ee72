"""What may be deleted while nothing hangs on it: which rows go together, and who may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from agreements.models import (
    Agreement,
    AgreementFunder,
    AgreementPartner,
    AgreementYear,
    BudgetLine,
    Deliverable,
    Extension,
    Instalment,
    LineWords,
    MoneyRules,
    PeriodTarget,
    Requirement,
    Target,
)
from agreements.permissions import can_change_agreement
from organisms.models import Removal, User
from reporting.removals.hanging import Hanging, on_agreement, on_body, on_partner, on_position, on_template
from services.models import ActivityTemplate, ConcertationBody, Partner, Position, PositionPay
from services.permissions import can_write_records, leads

Right = Removal.Right


@dataclass(frozen=True)
class Kind:
    """`noun`: « l’entente »; `hanging`: what keeps a row, for a reader; `right`: who puts it back, beside `may`.

    `back` names the address of its list; `parts`: the rows that go with a row, in the order in which they are written.
    """

    noun: str
    model: type[Model]
    may: Callable[[User, Any], bool]
    hanging: Callable[[Any, User], list[Hanging]]
    right: str
    back: str
    parts: Callable[[Any], list[QuerySet]] = lambda row: []

    def visible_to(self, user: User) -> QuerySet:
        return self.model._default_manager.visible_to(user)  # type: ignore[attr-defined]  # each of these has it

    def rows(self, row: Model) -> list[Model]:
        return [row, *(part for rows in self.parts(row) for part in rows.order_by("pk"))]

    def list_of(self, row: Any) -> str:
        """Return the address of the list that a row stands in."""
        return reverse(self.back, args=[] if isinstance(row, Agreement) else [row.organism_id])


def _of_agreement(agreement: Agreement) -> list[QuerySet]:
    """Its parties, years, targets, calendar and planned money."""
    mine = {"agreement": agreement}
    return [
        AgreementFunder.objects.filter(**mine),
        AgreementPartner.objects.filter(**mine),
        AgreementYear.objects.filter(**mine),
        Target.objects.filter(year__agreement=agreement),
        MoneyRules.objects.filter(**mine),
        Requirement.objects.filter(**mine),
        Deliverable.objects.filter(requirement__agreement=agreement),
        Extension.objects.filter(deliverable__requirement__agreement=agreement),
        PeriodTarget.objects.filter(target__year__agreement=agreement),
        BudgetLine.objects.filter(year__agreement=agreement),
        Instalment.objects.filter(year__agreement=agreement),
        LineWords.objects.filter(**mine),
    ]


def _works(user: User, row: Any) -> bool:
    return can_write_records(user, row.organism)


def _leads(user: User, row: Any) -> bool:
    return leads(user, row.organism)


# By the word of the address
KINDS = {
    "entente": Kind(
        "l’entente", Agreement, can_change_agreement, on_agreement, Right.LEAD, "agreements:agreement-list",
        _of_agreement,
    ),
    "partenaire": Kind("le partenaire", Partner, _works, on_partner, Right.STAFF, "services:partner-list"),
    "instance": Kind("l’instance", ConcertationBody, _works, on_body, Right.STAFF, "services:body-list"),
    "poste": Kind(
        "le poste", Position, _leads, on_position, Right.LEAD, "services:position-list",
        lambda position: [PositionPay.objects.filter(position=position)],
    ),
    "modele": Kind("le modèle", ActivityTemplate, _leads, on_template, Right.LEAD, "services:template-list"),
}  # fmt: skip
