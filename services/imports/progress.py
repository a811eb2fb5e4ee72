"""How far a running import is, and how long it still needs."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import DEFAULT_DB_ALIAS, connections

from roriq_portal.formats.numbers import round_number
from roriq_portal.formats.phrases import counted
from services.models import ImportBatch


@dataclass(frozen=True)
class Progress:
    done: int
    total: int
    seconds_left: int | None

    @property
    def words(self) -> str:
        """Return the time left in words; nothing before the first rows are in."""
        if self.seconds_left is None:
            return ""
        if self.seconds_left < 5:
            return "quelques secondes encore"
        if self.seconds_left < 90:
            return f"environ {round_number(Fraction(self.seconds_left, 5)) * 5} secondes encore"
        return f"environ {counted(round_number(Fraction(self.seconds_left, 60)), 'minute')} encore"


def progress_of(batch: ImportBatch, *, now: datetime) -> Progress:
    """Return rows done, rows in all, and the seconds left at the pace so far."""
    left = None
    if batch.rows_done and batch.started_at:
        pace = (now - batch.started_at).total_seconds() / batch.rows_done
        left = int(round_number(Fraction(pace * max(0, batch.rows_total - batch.rows_done))))
    return Progress(batch.rows_done, batch.rows_total, left)


def note_progress(
    batch_id: int, *, done: int, total: int, state: ImportBatch.State = ImportBatch.State.RUNNING
) -> None:
    """Show at once how far the import or the examination of a register is, though it is written at its end.

    By a connection of its own: the transaction of the rows would show nothing before it ends.
    """
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE services_importbatch SET rows_done = %s, rows_total = %s WHERE id = %s AND state = %s",
                [done, total, batch_id, state],
            )
    finally:
        connection.close()
