"""What the network may do about works: a job that failed is tried again."""

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from organisms.models import User
from roriq_portal.logs import log_action


@log_action
@transaction.atomic
def retry_job(*, job: ProcrastinateJob, by: User) -> bool:
    """Put a job that failed back into the queue; False when it did not fail, or somebody did it meanwhile."""
    current = ProcrastinateJob.objects.select_for_update(of=("self",)).filter(pk=job.pk, status="failed").first()
    if current is None:
        return False
    app.job_manager.retry_job_by_id(current.pk, retry_at=timezone.now())
    return True
