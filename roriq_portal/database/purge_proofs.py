"""The proof of what a job erased: a row a day and a rule, read by « Registre » and by the doctor."""

from django.db import connection
from django.utils import timezone

# The table is of the app that stands above all others, and every app purges: the one statement is written here
NOTED = """
    INSERT INTO privacy_purgerun (day, rule, erased, ran_at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (day, rule) DO UPDATE SET erased = privacy_purgerun.erased + EXCLUDED.erased, ran_at = EXCLUDED.ran_at
"""


def note_purge(rule: str, erased: int) -> int:
    """Note that a rule of the register was applied now, and how many rows it erased; return that number."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(NOTED, [timezone.localdate(now), rule, erased, now])
    return erased
