"""The proof of what was erased: a row a day and a rule, without anything of whom it was about."""

import pgtrigger
from django.db import models
from django.utils import timezone

from privacy.models.kept import kept_for
from roriq_portal.database.constraints import day_in_range

YEARS = 5


class PurgeRun(models.Model):
    """How many rows a rule of the register erased on a day, in Montréal; `ran_at`: the last time it was looked at.

    Written by `roriq_portal.database.purge_proofs`, for every app that purges.
    """

    day = models.DateField()
    rule = models.CharField(max_length=40)
    erased = models.PositiveBigIntegerField()
    ran_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day", "rule"]
        constraints = [
            models.UniqueConstraint(fields=["day", "rule"], name="purge_run_once_a_day"),
            day_in_range("purge_run_day_in_range", "day"),
        ]
        triggers = [
            kept_for(YEARS, "OLD.day"),
            pgtrigger.Trigger(
                name="proof_only_grows",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.day <> OLD.day OR NEW.rule <> OLD.rule OR NEW.erased < OLD.erased OR NEW.ran_at < OLD.ran_at
                    THEN
                        RAISE EXCEPTION 'a proof only grows' USING ERRCODE = '23514';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.day}, {self.rule}"
