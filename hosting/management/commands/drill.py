"""Proves that a backup can be restored: restores it beside the portal, reads it all again, and drops what it made."""

import tempfile
from fractions import Fraction
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hosting.backups.drill import DrillRefused, restore_aside
from hosting.backups.keeping import backups_in
from hosting.backups.making import make_backup
from hosting.backups.programs import ProgramFailed
from hosting.backups.steps import step_words
from roriq_portal.formats.numbers import format_size, round_number
from roriq_portal.formats.phrases import counted


class Command(BaseCommand):
    help = "Restore a backup in a scratch database and folder, say how long it took, and drop them. Changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("archive", nargs="?", type=Path, help="a backup; the newest of BACKUP_DIR, else a new one")
        parser.add_argument("--identity", default="", help="the file of the private key, for an encrypted backup")
        parser.add_argument("--new", action="store_true", help="make a new backup for it, which goes afterwards")

    def handle(self, *args, archive, identity, new, **options):
        start = monotonic()
        with tempfile.TemporaryDirectory(prefix="roriq-backup-") as folder:
            try:
                chosen = archive or (None if new else _newest()) or self._make(Path(folder))
                is_whole, said = restore_aside(chosen, identity)
            except (ProgramFailed, DrillRefused) as refusal:
                raise CommandError(f"L’exercice n’a pas eu lieu. {refusal}") from refusal
        self.stdout.write(said)
        if not is_whole:
            raise CommandError(f"Cette sauvegarde ne redonne pas le portail\u00a0: {chosen.name}")
        minutes = counted(round_number(Fraction(monotonic() - start) / 60, 1), "minute")
        self.stdout.write(f"Exercice réussi en {minutes}\u00a0: {chosen.name}")

    def _make(self, folder: Path) -> Path:
        start = monotonic()
        place = make_backup(folder)
        size = format_size(place.stat().st_size)
        self.stdout.write(step_words(start, f"Une sauvegarde est faite ({size})."))
        return place


def _newest() -> Path | None:
    folder = Path(settings.BACKUP_DIR) if settings.BACKUP_DIR else None
    return next((path for _, path in backups_in(folder)), None) if folder and folder.is_dir() else None
