"""What the works of the portal add to the world of the table of rights."""

from django.db import connection

from organisms.models import Letter


def places() -> dict:
    """Relations: a letter that was not delivered, a job that failed."""
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
    return {"failed_letter": {"letter_id": letter.pk}, "failed_job": {"job_id": job_id}}
