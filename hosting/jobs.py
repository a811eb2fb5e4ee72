"""The portal examines itself each hour."""

import logging

from django.utils import timezone

from hosting.doctor.findings import Asked
from hosting.doctor.keeping import keep_examination, run_doctor
from roriq_portal.jobs import hourly

log = logging.getLogger(__name__)


@hourly("examine_portal", minute=5)
def examine_portal(timestamp: int) -> None:
    """Run the doctor, and keep what it found for « État du portail »."""
    log.info("portal examined: %s", keep_examination(run_doctor(Asked(timezone.now()))).verdict)
