"""What the works of the portal add to the world of the table of rights."""

from uuid import UUID

from django.db import connection

from organisms.models import Letter
from reporting.models import GroupedAct


def places(people: dict, report_id: int) -> dict:
    """Relations: a letter that was not delivered, a job that failed, an act that the direction asked of a report."""
    letter = Letter.objects.create(
        address="personne@example.org",
        subject="Une invitation",
        sealed=b"x",
        digest="0" * 64,
        state="failed",
        error="550",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
            " VALUES ('default', 'portal:make_papers', 'failed') RETURNING id"
        )
        (job_id,) = cursor.fetchone()
    act = GroupedAct.objects.create(kind="issue", key=UUID(int=21), by=people["director"])
    act.items.create(report_id=report_id, key=UUID(int=22))
    many = {f"many_{kind}": {"slug": slug} for kind, slug in GroupedAct.SLUGS.items()}
    return many | {
        "own_grouped": {"act_id": act.pk},
        "failed_letter": {"letter_id": letter.pk},
        "failed_job": {"job_id": job_id},
    }
