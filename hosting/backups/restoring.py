"""Restores a backup into an empty place: the database by one transaction, then the files, then the rights."""

import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError
from django.db.migrations.loader import MigrationLoader

from hosting.backups.archive import DUMP, MEDIA, SETTINGS, Manifest, unpack
from hosting.backups.making import key_marks
from hosting.backups.programs import owner_cursor, run_postgres
from roriq_portal.database.roles import owner_connection
from roriq_portal.files.storage import stored_names
from roriq_portal.formats.days import format_moment

TABLES = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
OTHER_KEY = {
    "SECRET_KEY": "les courriels qui attendaient ne partiront pas",
    "SECOND_STEP_KEY": "chacun refera sa deuxième étape",
}


class RestoreRefused(Exception):
    """The place is not empty, or the backup is not for this version; the message is a sentence. Nothing changed."""


def restore(archive: Path, identity: str, say: Callable[[str], None]) -> Manifest:
    """Restore a backup, bring its tables to this version, and return its manifest. `say` hears of each step.

    Raises RestoreRefused, ArchiveDamaged or ProgramFailed, and then the place is as empty as it was.
    """
    media = Path(settings.MEDIA_ROOT)
    refuse_filled_place(media)
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=media.parent) as work:
        folder = Path(work)
        manifest = unpack(archive, folder, identity)
        refuse_other_version(manifest)
        made_at = format_moment(datetime.fromisoformat(manifest.made_at))
        say(f"Sauvegarde faite le {made_at}, version {manifest.version}\u00a0: chaque fichier a son empreinte.")
        run_postgres(
            "pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--single-transaction", "--exit-on-error",
            f"--dbname={owner_connection().settings_dict['NAME']}", str(folder / DUMP),
        )  # fmt: skip
        say("La base est restaurée.")
        _place_media(folder / MEDIA, media)
        say("Les fichiers sont à leur place.")
        for words in _other_keys(folder / SETTINGS):
            say(words)
    call_command("migrate", verbosity=0)
    _measure()
    say("Les tables sont à cette version, et les droits de l’application sont donnés.")
    return manifest


def refuse_filled_place(media: Path) -> None:
    """Raise RestoreRefused unless the database has no table and the folder of files has no file."""
    if next(stored_names(), ""):
        place = f"le seau {settings.MEDIA_BUCKET}" if settings.MEDIA_BUCKET else str(media)
        raise RestoreRefused(f"Il y a déjà des fichiers dans {place}. On restaure dans un dossier vide.")
    try:
        with owner_cursor() as cursor:
            cursor.execute(TABLES)
            (count,) = cursor.fetchone()
    except DatabaseError as failure:
        raise RestoreRefused(f"La base ne répond pas\u00a0: {failure}".strip()) from failure
    if count:
        raise RestoreRefused(
            f"La base {owner_connection().settings_dict['NAME']} a déjà {count} tables. On restaure dans une base vide."
        )


def refuse_other_version(manifest: Manifest) -> None:
    """Raise RestoreRefused for a backup whose tables this version of the portal does not know."""
    known = {".".join(key) for key in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if unknown := [name for name in manifest.migrations if name not in known]:
        raise RestoreRefused(
            f"Cette sauvegarde est de la version {manifest.version}, et ses tables ne sont pas connues ici "
            f"({unknown[0]}). Installez cette version-là, restaurez, puis mettez à jour."
        )


def _place_media(source: Path, media: Path) -> None:
    if settings.MEDIA_BUCKET:
        for path in sorted(path for path in source.rglob("*") if path.is_file()):
            with path.open("rb") as file:
                default_storage.save(path.relative_to(source).as_posix(), File(file))
    elif source.exists():
        media.mkdir(exist_ok=True)
        for entry in source.iterdir():
            shutil.move(entry, media / entry.name)


def _other_keys(path: Path) -> list[str]:
    """Return a warning for each key that is not the one of the server that was backed up."""
    before, now = json.loads(path.read_text())["keys"], key_marks()
    return [
        f"Attention\u00a0: {name} n’est pas la clé d’alors\u00a0; {loss}."
        for name, loss in OTHER_KEY.items()
        if before.get(name) != now[name]
    ]


def _measure() -> None:
    """Have the planner know the tables again: a restored one has no statistics."""
    with owner_cursor() as cursor:
        cursor.execute("ANALYZE")
