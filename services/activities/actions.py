"""What changes a record: made once, corrected, withdrawn with a reason, charged or not. Never deleted, never locked."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from agreements.models import Agreement
from organisms.models import Organism, User
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.edits.unchanged import says_the_same
from roriq_portal.formats.days import format_day
from roriq_portal.formats.phrases import capital
from roriq_portal.logs import log_action
from services.activities.double_claims import HELD, claims_against, claims_words
from services.activities.recording import ActivityInput, fact_of, recipes, record_many, write_counts
from services.models import Activity, ActivityType, Charge, ImportRow
from services.partners.names import find_or_create_partners
from services.text.sentences import records

# How the reason begins of a record that an import replaced; the number of the import follows.
REPLACED = "Remplacée par l’importation"


class RestoreRefused(Exception):
    """A sentence that says why a withdrawn record may not count again."""


class ChargeRefused(Exception):
    """A sentence that says which activities the agreement cannot take; `code` marks a double claim."""

    def __init__(self, words: str, code: str = "", number: int = 0):
        super().__init__(words)
        self.code, self.number = code, number


def sending_key(page_key: UUID, fact: ActivityInput, partner_names: Sequence[str]) -> UUID:
    """Return the key that these words, sent from the page of this key, are recorded under."""
    return uuid5(page_key, repr((fact, tuple(partner_names))))


@log_action
@transaction.atomic
def record_activity(
    *, organism: Organism, fact: ActivityInput, submit_key: UUID, by: User, partner_names: Sequence[str] = ()
) -> tuple[Activity, bool]:
    """Record one activity, with the partners of these names; return it, and whether it was written now.

    The same key with the same words again (a double click) returns the first one; with other words (a person who came
    back, changed and sent) it is another activity.
    """
    Organism.objects.select_for_update(no_key=True).get(pk=organism.pk)
    submit_key = sending_key(submit_key, fact, partner_names)
    known = Activity.objects.filter(submit_key=submit_key, organism=organism).first()
    if known:
        return known, False
    (activity,) = record_many(organism, [_with_partners(organism, fact, partner_names)], by=by)
    Activity.objects.filter(pk=activity.pk).update(submit_key=submit_key)
    return activity, True


def _with_partners(organism: Organism, fact: ActivityInput, names: Sequence[str]) -> ActivityInput:
    kind = ActivityType.objects.get(pk=fact.activity_type_id)
    return replace(fact, partner_ids=(*fact.partner_ids, *find_or_create_partners(organism, names, kind)))


@log_action
@transaction.atomic
def change_activity(
    *, activity: Activity, fact: ActivityInput, seen_revision: int, by: User, partner_names: Sequence[str] = ()
) -> Activity:
    """Replace a record; one that says the same already is left as it is.

    Raises StaleRevision, nothing written, when it is no longer at the revision that was seen.
    """
    # Before the record, as a merge does: the partners it names are not merged in between
    Organism.objects.select_for_update(no_key=True).get(pk=activity.organism_id)
    current = Activity.objects.select_for_update().get(pk=activity.pk)
    check_seen(seen_revision, current.revision, StaleRevision(current))
    fact = _with_partners(current.organism, fact, partner_names)
    if says_the_same(current, fact.columns()) and _linked(fact) == _linked(fact_of(current)):
        return current
    Charge.objects.filter(activity=current).delete()
    for name, value in fact.columns().items():
        setattr(current, name, value)
    current.component = recipes()[fact.activity_type_id][0]
    current.changed_at, current.changed_by = timezone.now(), by
    current.revision = seen_revision + 1
    current.save()
    write_counts(current, fact)
    Charge.objects.bulk_create([Charge(activity=current, agreement_id=key) for key in fact.agreement_ids])
    current.partners.set(fact.partner_ids)
    return current


def _linked(fact: ActivityInput) -> tuple[dict[int, int], set[int], set[int]]:
    return fact.categories, set(fact.partner_ids), set(fact.agreement_ids)


@log_action
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


@log_action
@transaction.atomic
def restore_activities(*, activities: Iterable[Activity], by: User) -> int:
    """Undo a withdrawal; returns how many came back.

    Raises RestoreRefused, nothing written, when a register's row would count twice: it was imported again since, or
    another record replaced it.
    """
    rows = Activity.objects.filter(pk__in=[row.pk for row in activities], withdrawn_at__isnull=False)
    _reclaim_rows(rows)
    return rows.update(
        withdrawn_at=None,
        withdrawn_by=None,
        withdrawn_reason="",
        changed_at=timezone.now(),
        changed_by=by,
        revision=F("revision") + 1,
    )


def _reclaim_rows(activities: QuerySet[Activity]) -> None:
    """The rows of a register that had let go of these records hold them again."""
    gone = list(ImportRow.objects.filter(activity__in=activities, is_undone=True).select_related("activity"))
    if any(row.activity.withdrawn_reason.startswith(REPLACED) for row in gone):
        raise RestoreRefused("Une importation a remplacé cette fiche par une autre\u00a0: c’est l’autre qui compte.")
    same = ImportRow.objects.filter(sha256__in=[row.sha256 for row in gone], is_undone=False)
    taken = set(same.values_list("organism_id", "sha256", "nth"))
    if any((row.organism_id, row.sha256, row.nth) in taken for row in gone):
        raise RestoreRefused("Cette ligne du registre est déjà inscrite par une autre fiche.")
    ImportRow.objects.filter(pk__in=[row.pk for row in gone]).update(is_undone=False)


@log_action
@transaction.atomic
def charge_activities(
    *, activities: Iterable[Activity], agreement: Agreement, by: User, accepted: int = 0
) -> list[int]:
    """Charge records to an agreement; return the ids newly charged.

    Raises ChargeRefused when one lies outside its term, or when more than `accepted` of them would be claimed twice
    though a funder forbids it.
    """
    rows = list(Activity.objects.select_for_update().filter(pk__in=[row.pk for row in activities]))
    workers = {agreement.organism_id, *agreement.partners.values_list("organism", flat=True)}
    outside = [row for row in rows if row.day not in agreement.during or row.organism_id not in workers]
    if outside:
        raise ChargeRefused(
            f"{capital(records(len(outside)))} hors du terme de l’entente {agreement.reference} "
            f"({format_day(agreement.starts_on)} au {format_day(agreement.last_day)})\xa0: rien n’a été imputé."
        )
    claims = claims_against(Activity.objects.filter(pk__in=[row.pk for row in rows]), agreement)
    doubled = len({claim.activity_id for claim in claims})
    if doubled > accepted:
        raise ChargeRefused(claims_words(claims, agreement.reference), HELD, doubled)
    before = set(Charge.objects.filter(agreement=agreement, activity__in=rows).values_list("activity", flat=True))
    new = [row for row in rows if row.pk not in before]
    Charge.objects.bulk_create([Charge(activity=row, agreement=agreement) for row in new])
    return _touch(new, by)


@log_action
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
