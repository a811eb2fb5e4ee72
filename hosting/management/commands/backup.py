"""Makes a backup in BACKUP_DIR, takes it elsewhere, and removes those that nothing keeps any more."""

import fcntl
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hosting.backups.keeping import backup_folder, remove_outdated
from hosting.backups.making import make_backup, remove_leftovers, send_away
from hosting.backups.programs import ProgramFailed
from roriq_portal.formats.numbers import format_size
from roriq_portal.formats.phrases import counted


class Command(BaseCommand):
    help = "Back up the database, the files and the settings without secrets, as one file. Ends with 1 when it cannot."

    def handle(self, *args, **options):
        folder = backup_folder()
        with (folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as busy:
                raise CommandError("Une autre sauvegarde est en cours.") from busy
            self._back_up(folder)

    def _back_up(self, folder: Path) -> None:
        start = monotonic()
        remove_leftovers(folder)
        try:
            place = make_backup(folder)
        except ProgramFailed as failure:
            raise CommandError(f"La sauvegarde n’est pas faite. {failure}") from failure
        self.stdout.write(
            f"{place}\u00a0: {format_size(place.stat().st_size)}, en {counted(round(monotonic() - start), 'seconde')}."
        )
        if not settings.BACKUP_RECIPIENT:
            self.stderr.write("Elle n’est pas chiffrée\u00a0: BACKUP_RECIPIENT ne nomme aucune clé.")
        for name in remove_outdated(folder):
            self.stdout.write(f"Retirée\u00a0: {name}")
        self._send(place)

    def _send(self, place: Path) -> None:
        try:
            is_sent = send_away(place)
        except ProgramFailed as failure:
            raise CommandError(f"La sauvegarde est faite, mais n’est pas partie ailleurs. {failure}") from failure
        if is_sent:
            self.stdout.write("Copiée ailleurs.")
        else:
            self.stderr.write("Elle n’est qu’ici\u00a0: BACKUP_SEND ne dit pas comment la copier ailleurs.")
