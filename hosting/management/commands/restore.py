"""Restores a backup into an empty database and an empty folder, then reads all of it again."""

from datetime import datetime
from pathlib import Path
from time import monotonic

from django.core.management.base import BaseCommand, CommandError

from hosting.backups.archive import ArchiveDamaged
from hosting.backups.programs import ProgramFailed
from hosting.backups.restoring import RestoreRefused, restore
from hosting.backups.steps import step_words
from hosting.backups.verification import restored_faults, restored_words

SHOWN = 20


class Command(BaseCommand):
    help = "Restore a backup where DATABASE_URL and MEDIA_ROOT are empty. Ends with 1 when something is not as it was."
    # There is no table yet that they could ask
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("archive", type=Path, help="the file that `backup` made")
        parser.add_argument("--identity", default="", help="the file of the private key, for an encrypted backup")

    def handle(self, *args, archive, identity, **options):
        self.start = monotonic()
        if not archive.is_file():
            raise CommandError(f"Il n’y a pas de fichier {archive}.")
        try:
            manifest = restore(archive, identity, self._say)
        except (RestoreRefused, ArchiveDamaged, ProgramFailed) as refusal:
            raise CommandError(f"Rien n’est restauré. {refusal}") from refusal
        faults = list(restored_faults(datetime.fromisoformat(manifest.made_at)))
        for fault in faults[:SHOWN]:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"Le portail est restauré, mais {len(faults)} choses n’y sont pas comme elles étaient.")
        self._say(f"Tout est relu\u00a0: {restored_words()}.")

    def _say(self, words: str) -> None:
        self.stdout.write(step_words(self.start, words))
