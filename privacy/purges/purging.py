"""What this app itself erases when its time is over. The triggers beside the models refuse a day too early."""

from datetime import datetime, timedelta

from django.utils import timezone

from privacy.models import DataRequest, Incident, PurgeRun, Reading
from privacy.models.purge_run import YEARS as PROOF_YEARS
from privacy.models.readings import YEARS as READING_YEARS
from roriq_portal.database.purge_proofs import note_purge

# A year and a day of a leap: what the triggers count by the calendar is never met too early
YEAR = timedelta(days=366)


def purge_privacy(now: datetime) -> dict[str, int]:
    """Erase incidents, readings, requests and proofs that are over; note each, and return how many of each rule."""
    before = now - READING_YEARS * YEAR
    oldest_proof = timezone.localdate(now) - PROOF_YEARS * YEAR
    readings = [model.objects.filter(at__lt=before).delete()[0] for model in (Reading, DataRequest)]
    gone = {
        "readings": sum(readings),
        "incidents": Incident.objects.over(timezone.localdate(now)).delete()[0],
        "proofs": PurgeRun.objects.filter(day__lt=oldest_proof).delete()[0],
    }
    return {rule: note_purge(rule, count) for rule, count in gone.items()}
