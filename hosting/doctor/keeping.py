"""The last examinations, kept for the page of the network."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from hosting.doctor.checks import every_check
from hosting.doctor.findings import Asked, Line, examine, verdict_of
from hosting.doctor.models import Examination
from roriq_portal.database.purge_proofs import note_purge

KEPT = timedelta(days=30)
# The job comes each hour: after two that are missing, the page says that nobody looks any more
PATIENCE = timedelta(hours=3)


def run_doctor(asked: Asked) -> list[Line]:
    """Run every check and return its lines."""
    assert every_check
    return list(examine(asked))


def keep_examination(lines: list[Line]) -> Examination:
    """Keep what was found now, and forget what is older than a month."""
    note_purge("examinations", Examination.objects.filter(at__lt=timezone.now() - KEPT).delete()[0])
    return Examination.objects.create(
        version=settings.VERSION, verdict=verdict_of(lines), lines=[line.as_json for line in lines]
    )


def last_examination() -> Examination | None:
    return Examination.objects.first()
