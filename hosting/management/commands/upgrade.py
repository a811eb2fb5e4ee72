"""Brings the tables to the version that is installed: a backup first, then the change, and how to go back."""

from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from hosting.backups.keeping import backup_folder
from hosting.backups.making import make_backup
from hosting.backups.programs import ProgramFailed
from hosting.backups.steps import step_words
from hosting.upgrading.migrating import UpgradeStopped, migrate_between_readers, pending_migrations
from roriq_portal.formats.phrases import counted

WAY_BACK = """
Pour revenir en arrière\u00a0: arrêtez le serveur web et le travailleur, remettez la version d’avant,
donnez-lui une base vide et un dossier de fichiers vide, puis\u00a0: manage.py restore {}
Ce qui a été inscrit depuis n’y sera pas."""


class Command(BaseCommand):
    help = "Back up, bring the tables to this version without stopping who reads, and say how to go back."
    # They may ask for tables that are not there yet
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--no-backup", action="store_true", help="a backup was made by other means")
        parser.add_argument("--lock-seconds", type=float, default=3.0, help="how long people may wait for a table")

    def handle(self, *args, no_backup, lock_seconds, **options):
        self.start = monotonic()
        archive = None
        if pending := pending_migrations():
            self._say(f"Vers la version {settings.VERSION}\u00a0: {counted(len(pending), 'changement')}.")
            archive = None if no_backup else self._back_up()
            self._migrate(lock_seconds)
        else:
            self._say(f"Les tables sont déjà celles de la version {settings.VERSION}.")
        # Asked each time: a version may bring references alone, and an upgrade may have stopped before them
        call_command("load_reference", verbosity=0)
        self._say(f"Les tables et les données de référence sont celles de la version {settings.VERSION}.")
        if archive:
            self.stdout.write(WAY_BACK.format(archive))

    def _migrate(self, lock_seconds: float) -> None:
        try:
            migrate_between_readers(self._say, lock_seconds=lock_seconds)
        except UpgradeStopped as stop:
            raise CommandError(str(stop)) from stop

    def _back_up(self) -> Path:
        try:
            archive = make_backup(backup_folder(), version=f"avant {settings.VERSION}")
        except ProgramFailed as failure:
            raise CommandError(f"Rien n’est changé\u00a0: la sauvegarde n’est pas faite. {failure}") from failure
        self._say(f"Sauvegarde\u00a0: {archive}")
        return archive

    def _say(self, words: str) -> None:
        self.stdout.write(step_words(self.start, words))
        self.stdout.flush()
