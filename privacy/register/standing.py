"""Which rules were applied, when for the last time, and how much each erased."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Sum
from django.utils import timezone

from privacy.models import PurgeRun
from privacy.register.lines import Purge, purges

# The jobs come each hour: after a day that is missing, nothing is purged any more
PATIENCE = timedelta(hours=26)
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Standing:
    """One rule: the last time it was applied, None for never, and what it erased in thirty days."""

    rule: Purge
    ran_at: datetime | None
    erased: int

    def is_late(self, now: datetime) -> bool:
        return self.ran_at is None or now - self.ran_at > PATIENCE


def standings(now: datetime) -> dict[str, Standing]:
    """Return every rule of the register with its last run. One query."""
    recent = PurgeRun.objects.filter(day__gte=timezone.localdate(now - LATELY)).order_by()
    rows = recent.values_list("rule").annotate(ran_at=Max("ran_at"), erased=Sum("erased"))
    known = {rule: (ran_at, erased) for rule, ran_at, erased in rows}
    return {key: Standing(rule, *known.get(key, (None, 0))) for key, rule in purges().items()}
