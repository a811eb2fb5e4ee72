"""Changes to a calendar without an amendment: extra deliverables, later days, what is not asked, or handed in."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from agreements.exceptions import AgreementRefused
from agreements.models import Agreement, Deliverable, Extension, Requirement
from organisms.models import User
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.formats.days import format_day
from roriq_portal.logs import log_action

STALE = "L’échéance a changé pendant que vous écriviez\u00a0: c’est maintenant le {day}."
BEGUN = "Un rapport est commencé pour ce livrable\u00a0: il reste demandé."
SETTLED = "Ce livrable n’est plus attendu\u00a0: il est remis, ou n’est pas demandé."


@log_action
@transaction.atomic
def add_extra(
    *, agreement: Agreement, title: str, period: DateRange, due_on: date, asked_by: str, by: User
) -> Deliverable:
    """Write a deliverable that was asked beside the requirements, without an amendment: what, for when, by whom.

    Refuses a period that leaves the term, and the same title twice for one period.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if period.lower < agreement.during.lower or period.upper > agreement.during.upper:
        raise AgreementRefused(
            f"La période sort de l’entente, qui va du {format_day(agreement.starts_on)} "
            f"au {format_day(agreement.last_day)}."
        )
    extras, _ = Requirement.objects.get_or_create(agreement=agreement, kind=Requirement.Kind.EXTRA)
    try:
        with transaction.atomic():
            return extras.deliverables.create(
                period=period, due_on=due_on, title=title, asked_by=asked_by, added_at=timezone.now(), added_by=by
            )
    except IntegrityError as twice:
        raise AgreementRefused("Ce livrable est déjà inscrit pour cette période.") from twice


@log_action
@transaction.atomic
def grant_later_day(*, deliverable: Deliverable, due_on: date, seen: date, reason: str, by: User) -> Extension:
    """Move the day of a deliverable, and of its report when it is begun; the former day and the reason are kept.

    Refuses a day that is not later, what is settled, and a page that showed another day than the one that stands.
    """
    deliverable = _locked(deliverable)
    check_seen(seen, deliverable.due_on, StaleRevision(deliverable, STALE.format(day=format_day(deliverable.due_on))))
    report = getattr(deliverable, "report", None)
    if deliverable.skipped_at or deliverable.handed_at or (report and report.issued_at):
        raise AgreementRefused(SETTLED)
    if due_on <= deliverable.due_on:
        raise AgreementRefused(f"Inscrivez un jour après le {format_day(deliverable.due_on)}.")
    extension = Extension.objects.create(
        deliverable=deliverable, old_on=deliverable.due_on, new_on=due_on, reason=reason, granted_by=by
    )
    deliverable.due_on = due_on
    _save(deliverable, "due_on")
    if report:
        report.due_on = due_on
        report.save(update_fields=["due_on"])
    return extension


@log_action
@transaction.atomic
def skip_deliverable(*, deliverable: Deliverable, reason: str, by: User) -> Deliverable:
    """Say that it is not asked, and why. Refused once its report is begun, or when it is settled."""
    deliverable = _untold(deliverable)
    deliverable.skipped_at, deliverable.skipped_by, deliverable.skipped_reason = timezone.now(), by, reason
    return _save(deliverable, "skipped_at", "skipped_by", "skipped_reason")


@log_action
@transaction.atomic
def ask_again(*, deliverable: Deliverable, by: User) -> Deliverable:
    """Ask again for what was skipped; its day is the one it had."""
    deliverable = _locked(deliverable)
    if not deliverable.skipped_at:
        raise AgreementRefused("Ce livrable est déjà demandé.")
    deliverable.skipped_at, deliverable.skipped_by, deliverable.skipped_reason = None, None, ""
    return _save(deliverable, "skipped_at", "skipped_by", "skipped_reason")


@log_action
@transaction.atomic
def hand_in(*, deliverable: Deliverable, on: date, by: User) -> Deliverable:
    """Write down the day a deliverable was handed in beside the portal. Refused once its report is begun here."""
    if on > timezone.localdate():
        raise AgreementRefused("Inscrivez le jour de la remise\u00a0: aujourd’hui ou un jour passé.")
    deliverable = _untold(deliverable)
    deliverable.handed_on, deliverable.handed_at, deliverable.handed_by = on, timezone.now(), by
    return _save(deliverable, "handed_on", "handed_at", "handed_by")


@log_action
@transaction.atomic
def take_back(*, deliverable: Deliverable, by: User) -> Deliverable:
    """Take back what `hand_in` wrote: it is awaited again."""
    deliverable = _locked(deliverable)
    if not deliverable.handed_at:
        raise AgreementRefused("Ce livrable est déjà attendu.")
    deliverable.handed_on = deliverable.handed_at = deliverable.handed_by = None
    return _save(deliverable, "handed_on", "handed_at", "handed_by")


def _locked(deliverable: Deliverable) -> Deliverable:
    """A report is opened under the same lock."""
    return Deliverable.objects.select_for_update().get(pk=deliverable.pk)


def _untold(deliverable: Deliverable) -> Deliverable:
    deliverable = _locked(deliverable)
    if deliverable.skipped_at or deliverable.handed_at:
        raise AgreementRefused(SETTLED)
    if getattr(deliverable, "report", None):
        raise AgreementRefused(BEGUN)
    return deliverable


def _save(deliverable: Deliverable, *fields: str) -> Deliverable:
    deliverable.revision += 1
    deliverable.changed_at = timezone.now()
    deliverable.save(update_fields=[*fields, "revision", "changed_at"])
    return deliverable
