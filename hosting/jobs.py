"""What the portal does about itself, without anybody asking: it examines itself, and digests the days that ended."""

import logging

from django.db import transaction
from django.utils import timezone

from hosting.chain.digests import write_digests
from hosting.chain.emails import send_digests
from hosting.doctor.findings import Asked
from hosting.doctor.keeping import keep_examination, run_doctor
from roriq_portal.jobs import hourly

log = logging.getLogger(__name__)


@hourly("examine_portal", minute=5)
def examine_portal(timestamp: int) -> None:
    """Run the doctor, and keep what it found for « État du portail »."""
    log.info("portal examined: %s", keep_examination(run_doctor(Asked(timezone.now()))).verdict)


@hourly("digest_days", minute=40)
def digest_days(timestamp: int) -> None:
    """Write the digests of the days that ended, and mail them: both or neither."""
    with transaction.atomic():
        digests = write_digests(timezone.now())
        send_digests(digests)
    log.info("days digested: %s", len(digests))
