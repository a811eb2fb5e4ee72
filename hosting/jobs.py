"""What the portal does about itself, without anybody asking."""

import logging

from django.db import transaction
from django.utils import timezone

from hosting.chain.digests import write_digests
from hosting.chain.emails import send_digests
from roriq_portal.jobs import hourly

log = logging.getLogger(__name__)


@hourly("digest_days", minute=40)
def digest_days(timestamp: int) -> None:
    """Write the digests of the days that ended, and mail them: both or neither."""
    with transaction.atomic():
        digests = write_digests(timezone.now())
        send_digests(digests)
    log.info("days digested: %s", len(digests))
