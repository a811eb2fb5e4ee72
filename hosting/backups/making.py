"""Makes a backup: the database, the files and the settings without their secrets, whole under its name or absent."""

import hmac
import os
import shlex
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from hosting.backups.archive import DIGESTS, DUMP, MEDIA, SETTINGS, ArchiveWriter, Manifest
from hosting.backups.keeping import name_at
from hosting.backups.programs import encrypted, run, run_postgres, suffix_of
from hosting.chain.models import DayDigest
from roriq_portal.files.storage import stored_names

# No secret, and nothing that opens anything: what one wants to know of a server that is gone
COPIED_SETTINGS = (
    "SITE_URL", "ALLOWED_HOSTS", "DEMO", "MFA_REQUIRED", "ALLAUTH_TRUSTED_PROXY_COUNT", "EMAIL_HOST", "EMAIL_PORT",
    "EMAIL_USE_TLS", "DEFAULT_FROM_EMAIL", "CLAMD", "ORGANISM_FILES_MOST", "HOUSEHOLD_KEEP_MONTHS", "BACKUP_KEEP",
    "MASKING_THRESHOLDS", "WORKER_HEARTBEAT_SECONDS", "MEDIA_BUCKET",
)  # fmt: skip
# What is kept with these cannot be read without them
KEYS = ("SECRET_KEY", "SECOND_STEP_KEY")
# Another backup's, left by a machine that stopped: older than this it is nobody's
PART_PREFIX = ".portail-"


def make_backup(folder: Path, version: str = "") -> Path:
    """Write a backup in a folder, named after this moment, and return its path. Raises ProgramFailed. `version`: that
    of the tables, in words, where the code is another.

    Files that stand are copied before the database and those that came meanwhile after it: no row of the copy lacks
    its file. Cut, it leaves nothing that looks like a backup.
    """
    now = timezone.now()
    recipient = settings.BACKUP_RECIPIENT
    place = folder / name_at(now, suffix_of(recipient))
    manifest = Manifest(version or settings.VERSION, now.isoformat(timespec="seconds"), applied_migrations())
    with tempfile.TemporaryDirectory(prefix=PART_PREFIX, dir=folder) as work:
        part = Path(work) / "backup"
        with part.open("xb") as file:
            part.chmod(0o600)
            with encrypted(file, recipient) as stream:
                _write(ArchiveWriter(stream, manifest), Path(work) / DUMP)
            file.flush()
            os.fsync(file.fileno())
        part.rename(place)
    return place


def _write(writer: ArchiveWriter, dump: Path) -> None:
    writer.add_json(SETTINGS, settings_without_secrets())
    writer.add_json(DIGESTS, written_digests())
    _add_media(writer)
    run_postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-comments", f"--file={dump}")
    writer.add(DUMP, dump)
    _add_media(writer)
    writer.close()


def _add_media(writer: ArchiveWriter) -> None:
    """Add the files that the archive does not have yet. One that goes meanwhile had no row any more."""
    for name in stored_names():
        if f"{MEDIA}/{name}" not in writer.manifest.files:
            with suppress(FileNotFoundError), default_storage.open(name) as file:
                writer.add_stream(f"{MEDIA}/{name}", file, file.size)


def applied_migrations() -> list[str]:
    """Return the migrations that the tables have had, as « app.name »."""
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def written_digests() -> list[list[str]]:
    """Return each day with its digest, for who compares them elsewhere; none where there is no table of them yet."""
    if DayDigest._meta.db_table not in connection.introspection.table_names():
        return []
    return [[day.isoformat(), sha256] for day, sha256 in DayDigest.objects.values_list("day", "sha256")]


def settings_without_secrets() -> dict[str, Any]:
    """Return the settings that a server to come may want, and a mark of each key, by which the same one is known."""
    values = {name: getattr(settings, name) for name in COPIED_SETTINGS}
    return values | {"version": settings.VERSION, "keys": key_marks()}


def key_marks() -> dict[str, str]:
    """Return a mark of each key: nobody finds the key by it, and another key has another."""
    return {name: hmac.digest(getattr(settings, name).encode(), b"backup", "sha256").hex()[:16] for name in KEYS}


def send_away(path: Path) -> bool:
    """Hand a backup to the command of the settings, and return whether there is one. Raises ProgramFailed."""
    words = shlex.split(settings.BACKUP_SEND)
    if not words:
        return False
    if not any("{}" in word for word in words):
        words.append("{}")
    run([word.replace("{}", str(path)) for word in words])
    return True


def remove_leftovers(folder: Path) -> None:
    """Remove what an earlier backup had begun when its machine stopped. Only whoever holds the folder's lock may."""
    for left in folder.glob(f"{PART_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
