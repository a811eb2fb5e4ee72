"""The drill: a backup restored whole beside the portal, in a database and a folder of its own, which then go."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import ProgrammingError, connection

from hosting.backups.programs import database_url
from roriq_portal.database.roles import has_two_roles, owner_connection


class DrillRefused(Exception):
    """The scratch database cannot be made; the message is a sentence."""


def restore_aside(archive: Path, identity: str) -> tuple[bool, str]:
    """Restore a backup in a scratch database and folder; return whether all of it was as it should be, and what
    `restore` said. Neither the portal's rows nor its files are touched. Raises DrillRefused.
    """
    words = ["restore", str(archive.absolute()), *(["--identity", identity] if identity else [])]
    with scratch_database() as name, tempfile.TemporaryDirectory(prefix="roriq-drill-") as folder:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env=os.environ | addresses(name) | {"MEDIA_ROOT": f"{folder}/media", "MEDIA_BUCKET": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    return done.returncode == 0, done.stdout.rstrip()


def addresses(name: str) -> dict[str, str]:
    """Return the variables by which another process works in a database of the same server, by the same roles."""
    owner = database_url(settings.OWNER_DATABASE, name) if has_two_roles() else ""
    return {"DATABASE_URL": database_url(connection.settings_dict, name), "OWNER_DATABASE_URL": owner}


@contextmanager
def scratch_database() -> Iterator[str]:
    """Make an empty database beside the portal's, and drop it after."""
    owner = owner_connection()
    name = f"{connection.settings_dict['NAME']}_drill"
    quoted = owner.ops.quote_name(name)
    with owner._nodb_cursor() as cursor:
        try:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
        except ProgrammingError as refusal:
            role = owner.settings_dict["USER"]
            raise DrillRefused(
                f"Le rôle {role} ne peut pas faire de base\u00a0: « ALTER ROLE {role} CREATEDB » le lui permet."
            ) from refusal
        try:
            yield name
        finally:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
