"""Remarks that are written and not sent back yet: kept for the person who writes them, whatever page they read next."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from organisms.models import User
from reporting.models import RemarkDraft, Report
from roriq_portal.logs import log_action


@log_action
@transaction.atomic
def keep_remarks(*, report: Report, remarks: Mapping[str, str], by: User) -> RemarkDraft | None:
    """Keep these remarks, by line key, in place of those kept before; none takes the draft away. Nobody is told."""
    if not remarks:
        drop_remarks(report=report, by=by)
        return None
    values = {"remarks": dict(remarks), "saved_at": timezone.now()}
    return RemarkDraft.objects.update_or_create(report=report, by=by, defaults=values)[0]


@log_action
@transaction.atomic
def drop_remarks(*, report: Report, by: User) -> None:
    """Forget what a person kept of a report: it was sent back, endorsed or approved."""
    RemarkDraft.objects.filter(report=report, by=by).delete()


def saved_remarks(report: Report, by: User) -> RemarkDraft | None:
    """Return what this person kept of a report. One query."""
    return RemarkDraft.objects.filter(report=report, by=by).first()
