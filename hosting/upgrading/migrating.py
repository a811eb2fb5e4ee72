"""Brings the tables to this version while people read: who waits long for a lock makes all others wait behind."""

import time
from collections.abc import Callable

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

# « lock_not_available »
LOCKED = "55P03"
TRIES, PAUSE_SECONDS = 40, 2.0


class UpgradeStopped(Exception):
    """A table was never free; the message is a sentence. What was done stays, and the command goes on from there."""


def pending_migrations() -> list[str]:
    """Return the migrations that the tables have not had, in their order, as « app.name »."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate_between_readers(say: Callable[[str], None], *, lock_seconds: float) -> None:
    """Migrate; a statement that waits longer for a lock gives up, lets pass whoever waits behind, and is tried again.

    Each migration is whole or not there. Raises UpgradeStopped when a table was busy forty times.
    """
    options = connection.settings_dict["OPTIONS"]
    before = options.get("options", "")
    options["options"] = f"{before} -c lock_timeout={round(lock_seconds * 1000)}"
    try:
        for number in range(TRIES):
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL alone
            if _migrated():
                return
            say(f"Une table est occupée\u00a0: on laisse passer, puis on reprend ({number + 1} sur {TRIES}).")
            time.sleep(PAUSE_SECONDS)
    finally:
        options["options"] = before
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL alone
    raise UpgradeStopped("Une table est restée occupée. Cherchez qui la tient (pg_stat_activity), puis recommencez.")


def _migrated() -> bool:
    """Migrate, and return whether no lock stood in the way."""
    try:
        call_command("migrate", verbosity=0)
    except OperationalError as failure:
        if getattr(failure.__cause__, "sqlstate", "") != LOCKED:
            raise
        return False
    return True
