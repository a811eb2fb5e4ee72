"""Backups: the day of the newest one. Whatever makes them leaves each, whole, in BACKUP_DIR."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from hosting.doctor.findings import Asked, Finding, Group, attention, bad, check, good
from roriq_portal.formats.days import format_moment

NOTICED, WRONG = timedelta(hours=26), timedelta(days=3)
ACT = "« systemctl start roriq-backup » en fait une\u00a0; « journalctl -u roriq-backup » dit ce qui l’empêche."


def newest_backup(folder: Path) -> datetime | None:
    """Return the moment of the newest file or folder that holds something; names that begin with a dot do not count."""
    times = [time for entry in folder.iterdir() if not entry.name.startswith(".") and (time := _filled_at(entry))]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _filled_at(entry: Path) -> float | None:
    """Return when a backup was written; None where it is empty, or went since its folder was listed."""
    try:
        is_filled = any(entry.iterdir()) if entry.is_dir() else entry.stat().st_size
        return entry.stat().st_mtime if is_filled else None
    except OSError:
        return None


@check("backups", Group.RECORDS, "Sauvegardes")
def backups_are_fresh(asked: Asked) -> Finding:
    if not settings.BACKUP_DIR:
        return bad("Aucun dossier de sauvegardes n’est réglé.", "Donnez à BACKUP_DIR le dossier où elles arrivent.")
    folder = Path(settings.BACKUP_DIR)
    newest = newest_backup(folder) if folder.is_dir() else None
    if newest is None:
        return bad(f"Il n’y a aucune sauvegarde dans {folder}.", ACT)
    words = f"La dernière est du {format_moment(newest)}."
    if asked.now - newest > WRONG:
        return bad(words, ACT)
    return attention(words, ACT) if asked.now - newest > NOTICED else good(words)
