"""The digest of each day: what was written that day, chained to the day before. Nobody alters one."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from roriq_portal.database.constraints import day_in_range
from roriq_portal.database.triggers import append_only

FOLLOWS = """
    SELECT day, sha256 INTO last FROM hosting_daydigest ORDER BY day DESC LIMIT 1;
    IF last.day IS NOT NULL AND (NEW.day <> last.day + 1 OR NEW.previous <> last.sha256) THEN
        RAISE EXCEPTION 'digest that does not follow the last one' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


class DayDigest(models.Model):
    """One day, in Montréal. `columns`: for each table that was read, the columns that its lines were made of; empty
    where they are those of the day before.

    `sha256` is that of the day, of `previous` (the day before) and of the lines of each table: `digests.py` says how.
    """

    day = models.DateField(unique=True)
    previous = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, unique=True)
    columns = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["day"]
        constraints = [day_in_range("day_digest_in_range", "day")]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="digest_follows",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("last", "record")],
                func=FOLLOWS,
            ),
        ]

    def __str__(self):
        return f"{self.day} {self.sha256}"


class DayRecords(models.Model):
    """The rows of one table that a day wrote, where it wrote any: the key of each, and 128 bits of its SHA-256."""

    digest = models.ForeignKey(DayDigest, on_delete=models.PROTECT, related_name="records")
    table = models.CharField(max_length=63)
    keys = ArrayField(models.CharField(max_length=40))
    marks = ArrayField(models.CharField(max_length=32))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "table"], name="day_records_once"),
            models.CheckConstraint(name="day_records_pair", condition=models.Q(keys__len=models.F("marks__len"))),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.digest_id} {self.table}, {len(self.keys)}"

    @property
    def lines(self) -> dict[str, str]:
        """The mark of each row, by its key."""
        return dict(zip(self.keys, self.marks, strict=True))
