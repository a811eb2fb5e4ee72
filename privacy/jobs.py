"""What the portal does by itself for personal information: what is over goes, and whoever left is forgotten."""

import logging

from django.utils import timezone

from privacy.leavers.actions import forget_leavers as forget
from privacy.purges.purging import purge_privacy as purge
from privacy.register.doctor_check import purges_run
from roriq_portal.database.purge_proofs import note_purge
from roriq_portal.jobs import hourly

# Every process reads the jobs of an app: with them it has the check of the doctor
checks = (purges_run,)
log = logging.getLogger(__name__)


@hourly("purge_privacy", minute=30)
def purge_privacy(timestamp: int) -> None:
    """Erase incidents, readings, requests and proofs that are over."""
    log.info("privacy purged: %s", purge(timezone.now()))


@hourly("forget_leavers", minute=42)
def forget_leavers(timestamp: int) -> None:
    """Take away the name and address of those who left long ago."""
    log.info("leavers forgotten: %s", note_purge("leavers", forget(timezone.now())))
