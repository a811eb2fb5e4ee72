"""The last examinations, kept for the page of the network."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from hosting.doctor.checks import every_check
from hosting.doctor.findings import CHECKS, Asked, Group, Line, examine, look_at, verdict_of
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


def with_works_now(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return kept lines, those of works and letters as they are now: an hour ago another page says otherwise."""
    asked = Asked(now=timezone.now())
    return [line | _found_now(line["key"], asked) if line["group"] == Group.WORKS else line for line in lines]


def _found_now(key: str, asked: Asked) -> dict[str, str]:
    if key not in CHECKS:  # a version before had it
        return {}
    finding = look_at(CHECKS[key], asked)
    return {"verdict": str(finding.verdict), "found": finding.observed, "act": finding.act}


def last_examination() -> Examination | None:
    return Examination.objects.first()
