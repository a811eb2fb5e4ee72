"""Which backups stay: the newest of each of the last days, weeks and months; and the folder where they are."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

NAMED = re.compile(r"portail-(\d{4}-\d\d-\d\dT\d{6})Z\.tar(\.age|\.gpg)?")
STAMP = "%Y-%m-%dT%H%M%S"


def backup_folder() -> Path:
    """Return the folder of backups, made when it is missing. Raises CommandError where no setting names one."""
    if not settings.BACKUP_DIR:
        raise CommandError("Aucun dossier de sauvegardes n’est réglé\u00a0: donnez-en un à BACKUP_DIR.")
    folder = Path(settings.BACKUP_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def name_at(moment: datetime, suffix: str) -> str:
    """Return the name of a backup made at a moment."""
    return f"portail-{moment.astimezone(UTC):{STAMP}}Z.tar{suffix}"


def moment_of(path: Path) -> datetime | None:
    """Return when a backup was made, by its name; nothing for another file."""
    named = NAMED.fullmatch(path.name)
    return datetime.strptime(named[1], STAMP).replace(tzinfo=UTC) if named else None


def backups_in(folder: Path) -> list[tuple[datetime, Path]]:
    """Return the backups of a folder with their moments, the newest first."""
    return sorted(((moment, path) for path in folder.iterdir() if (moment := moment_of(path))), reverse=True)


def outdated(moments: Iterable[datetime], days: int, weeks: int, months: int) -> set[datetime]:
    """Return the moments that nothing keeps: neither the newest of one of the last days, nor of weeks, nor of months.

    Days, weeks and months that have no backup are not counted: after a long pause, what was kept stays.
    """
    newest_first = sorted(moments, reverse=True)
    lasting: set[datetime] = set(newest_first[:1])
    for most, period in ((days, "%Y-%m-%d"), (weeks, "%G-%V"), (months, "%Y-%m")):
        last: dict[str, datetime] = {}
        for moment in newest_first:
            last.setdefault(f"{moment:{period}}", moment)
        lasting.update([*last.values()][:most])
    return set(newest_first) - lasting


def remove_outdated(folder: Path) -> list[str]:
    """Remove the backups that nothing keeps any more, and return their names."""
    backups = dict(backups_in(folder))
    days, weeks, months = settings.BACKUP_KEEP
    removed = []
    for moment in sorted(outdated(backups, days, weeks, months)):
        backups[moment].unlink()
        removed.append(backups[moment].name)
    return removed
