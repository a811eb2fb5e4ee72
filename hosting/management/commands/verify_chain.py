"""Reads all that was ever written again, and says what was altered since, with its day."""

from django.core.management.base import BaseCommand, CommandError

from hosting.chain.models import DayDigest
from hosting.chain.verification import last_digest, verify
from roriq_portal.formats.phrases import counted

SHOWN = 200


class Command(BaseCommand):
    help = (
        "Compare journal, versions, documents and files with the digests of their days. Ends with 1 when one differs."
    )

    def add_arguments(self, parser):
        parser.add_argument("--no-files", action="store_true", help="leave the files: they take the most time")
        parser.add_argument("--expect", default="", metavar="SHA256", help="a digest that was mailed: it must be here")

    def handle(self, *args, no_files, expect, **options):
        faults = verify(read_files=not no_files)
        for fault in faults[:SHOWN]:
            self.stdout.write(str(fault))
        if len(faults) > SHOWN:
            self.stdout.write(f"et {counted(len(faults) - SHOWN, 'autre')}")
        if expect and not DayDigest.objects.filter(sha256=expect).exists():
            raise CommandError("L’empreinte attendue n’est celle d’aucun jour\u00a0: toute la chaîne a été refaite.")
        if faults:
            raise CommandError(
                counted(len(faults), "objet n’est pas ce qu’il était", "objets ne sont pas ce qu’ils étaient")
            )
        last = last_digest()
        if last is None:
            raise CommandError("Aucun jour n’a encore d’empreinte\u00a0: le travailleur les écrit.")
        days = counted(DayDigest.objects.count(), "jour relu, rien n’a changé", "jours relus, rien n’a changé")
        self.stdout.write(f"{days}. {last.day:%Y-%m-%d} {last.sha256}")
