"""Expenses and contributions that were removed lately: for a day the journal gives them back as they were."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from agreements.exceptions import AgreementRefused
from agreements.models import Agreement, Contribution, Expense
from organisms.models import User
from roriq_portal.edits.undo import UNDONE_WITHIN
from roriq_portal.logs import log_action

# By what the form calls it: what the journal kept, and how it reaches its agreement
KINDS = {"depense": Expense, "contribution": Contribution}
AGREEMENT = {"depense": "line__year__agreement", "contribution": "year__agreement"}
GONE = "Ce retrait ne s’annule plus\u00a0: il a plus d’un jour, ou quelqu’un l’a déjà annulé."


@dataclass(frozen=True)
class Removal:
    """One row that was removed: `kind` and `pk` name it in the form that puts it back."""

    kind: str
    pk: int
    words: str
    day: date
    amount: Decimal
    removed_at: datetime
    reason: str


def removals_of(agreement: Agreement, kind: str) -> list[Removal]:
    """Return what of a kind was removed for less than a day and can be put back, the latest first. One query."""
    removals = [_removal(kind, event) for event in _events(kind, agreement)]
    return sorted(removals, key=lambda removal: removal.removed_at, reverse=True)


def _events(kind: str, agreement: Agreement) -> QuerySet:
    """The last removal of each row that does not stand again, and whose line or year still does."""
    model = KINDS[kind]
    # pghistory adds the model of the journal when the app is loaded: no stub knows it
    journal = model.pgh_event_model.objects.filter(pgh_label="delete")  # type: ignore[attr-defined]
    later = journal.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__gt=OuterRef("pgh_id"))
    standing = model._default_manager.filter(pk=OuterRef("pgh_obj_id"))
    lately = journal.filter(pgh_created_at__gt=timezone.now() - UNDONE_WITHIN, **{AGREEMENT[kind]: agreement})
    return lately.exclude(Exists(later)).exclude(Exists(standing)).select_related("pgh_context")


def _removal(kind: str, event) -> Removal:
    words = event.note if kind == "depense" else event.source
    said = event.pgh_context.metadata.get("reason", "") if event.pgh_context else ""
    return Removal(kind, event.pgh_id, words, event.day, event.amount, event.pgh_created_at, said)


@log_action
@transaction.atomic
def put_back(*, agreement: Agreement, kind: str, removal_id: int, by: User) -> None:
    """Write a removed row again, under its number and as it was; the journal keeps its removal.

    Raises AgreementRefused after a day, when it stands again, and when its year no longer holds its day.
    """
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    event = _events(kind, agreement).filter(pgh_id=removal_id).first() if kind in KINDS else None
    if event is None:
        raise AgreementRefused(GONE)
    model = KINDS[kind]
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    row = model(pk=event.pgh_obj_id, **{name: getattr(event, name) for name in names})
    if isinstance(row, Expense):
        row.revision += 1
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as refusal:
        raise AgreementRefused("L’année de cette entente a changé depuis\u00a0: inscrivez-la de nouveau.") from refusal
