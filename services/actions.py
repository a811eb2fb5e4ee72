"""What changes a record: made once, corrected, withdrawn with a reason, charged or not. Never deleted, never locked."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agreements.models import Agreement
from organisms.models import Organism, User
from services.bulk import ActivityFact, recipes, record_many, write_counts
from services.models import Activity, Charge


class StaleActivity(Exception):
    """Somebody saved the record meanwhile; `current` is what stands now."""

    def __init__(self, current: Activity):
        super().__init__("Cette fiche a changé pendant que vous écriviez.")
        self.current = current


class ChargeRefused(Exception):
    """A sentence that says which activities the agreement cannot take."""


@transaction.atomic
def record_activity(*, organism: Organism, fact: ActivityFact, submit_key: UUID, by: User) -> Activity:
    """Record one activity; the same key again (a double click) returns the first one."""
    Organism.objects.select_for_update().get(pk=organism.pk)
    known = Activity.objects.filter(submit_key=submit_key, organism=organism).first()
    if known:
        return known
    (activity,) = record_many(organism, [fact], by=by)
    Activity.objects.filter(pk=activity.pk).update(submit_key=submit_key)
    return activity


@transaction.atomic
def change_activity(*, activity: Activity, fact: ActivityFact, seen_revision: int, by: User) -> Activity:
    """Replace what the record says; raise StaleActivity when it is no longer the revision she saw."""
    current = Activity.objects.select_for_update().get(pk=activity.pk)
    if current.revision != seen_revision:
        raise StaleActivity(current)
    Charge.objects.filter(activity=current).delete()
    current.activity_type_id = fact.activity_type_id
    current.component = recipes()[fact.activity_type_id][0]
    current.day, current.municipality_id, current.note = fact.day, fact.municipality_id, fact.note
    current.immigrants, current.host, current.quantity = fact.immigrants, fact.host, fact.quantity
    current.changed_at, current.changed_by = timezone.now(), by
    current.revision = seen_revision + 1
    current.save()
    write_counts(current, fact)
    Charge.objects.bulk_create([Charge(activity=current, agreement_id=key) for key in fact.agreement_ids])
    current.partners.set(fact.partner_ids)
    return current


def withdraw_activities(*, activities: Iterable[Activity], reason: str, by: User) -> list[int]:
    """Take live records out of every figure; they stay readable with the reason. Returns the ids withdrawn now."""
    with transaction.atomic():
        rows = Activity.objects.select_for_update().live().filter(pk__in=[row.pk for row in activities])
        ids = list(rows.values_list("pk", flat=True))
        now = timezone.now()
        Activity.objects.filter(pk__in=ids).update(
            withdrawn_at=now,
            withdrawn_by=by,
            withdrawn_reason=reason,
            changed_at=now,
            changed_by=by,
            revision=F("revision") + 1,
        )
    return ids


@transaction.atomic
def restore_activities(*, activities: Iterable[Activity], by: User) -> int:
    """Undo a withdrawal; returns how many came back."""
    rows = Activity.objects.filter(pk__in=[row.pk for row in activities], withdrawn_at__isnull=False)
    return rows.update(
        withdrawn_at=None,
        withdrawn_by=None,
        withdrawn_reason="",
        changed_at=timezone.now(),
        changed_by=by,
        revision=F("revision") + 1,
    )


@transaction.atomic
def charge_activities(*, activities: Iterable[Activity], agreement: Agreement, by: User) -> list[int]:
    """Charge records to an agreement; raise ChargeRefused when one lies outside its term. Returns the ids newly charged."""
    rows = list(Activity.objects.select_for_update().filter(pk__in=[row.pk for row in activities]))
    outside = [row for row in rows if row.day not in agreement.during or row.organism_id != agreement.organism_id]
    if outside:
        raise ChargeRefused(
            f"{len(outside)} activité(s) hors du terme de {agreement.reference} "
            f"({agreement.starts_on} au {agreement.last_day}) : rien n’a été imputé."
        )
    before = set(Charge.objects.filter(agreement=agreement, activity__in=rows).values_list("activity", flat=True))
    new = [row for row in rows if row.pk not in before]
    Charge.objects.bulk_create([Charge(activity=row, agreement=agreement) for row in new])
    return _touch(new, by)


@transaction.atomic
def uncharge_activities(*, activities: Iterable[Activity], agreement: Agreement, by: User) -> list[int]:
    """Take records off an agreement; returns the ids that were on it."""
    charges = Charge.objects.filter(agreement=agreement, activity__in=[row.pk for row in activities])
    touched = list(Activity.objects.filter(charges__in=charges))
    charges.delete()
    return _touch(touched, by)


def _touch(activities: list[Activity], by: User) -> list[int]:
    ids = [row.pk for row in activities]
    Activity.objects.filter(pk__in=ids).update(changed_at=timezone.now(), changed_by=by, revision=F("revision") + 1)
    return ids
