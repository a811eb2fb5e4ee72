"""A cache in the database that drops nothing before its time: it holds counters and codes that were used."""

from datetime import datetime

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone


class LastingCache(DatabaseCache):
    """Django's own, except that entries that still count are never pushed out by others, however many come."""

    _table: str

    def purge(self) -> int:
        """Delete the entries whose time is over; return how many."""
        return self._drop_expired(router.db_for_write(self.cache_model_class), timezone.now().replace(microsecond=0))

    def _cull(self, db, cursor, now, num):
        self._drop_expired(db, now)

    def _drop_expired(self, alias: str, now: datetime) -> int:
        operations = connections[alias].ops
        statement = f"DELETE FROM {operations.quote_name(self._table)} WHERE expires < %s"
        with connections[alias].cursor() as cursor:
            cursor.execute(statement, [operations.adapt_datetimefield_value(now)])
            return cursor.rowcount
