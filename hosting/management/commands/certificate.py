"""Says by which certificate papers are sealed and when it ends; makes one to try."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hosting.setup.trial_certificate import TrialStands, make_trial
from reporting.papers.making.sealing.certificate import SealRefused, is_sealing, opened_key
from roriq_portal.formats.days import format_day
from roriq_portal.formats.numbers import group_digits
from roriq_portal.formats.phrases import counted

OFF = (
    "Les documents ne sont pas scellés : aucune clé n’est réglée (SEAL_KEY ou SEAL_PKCS11_MODULE).\n"
    "« manage.py certificate --test DOSSIER » en fait une pour essayer ; docs/deployment.md dit d’où vient une vraie."
)
MADE = """Certificat d’essai, qu’aucun lecteur de PDF ne connaît. Ajoutez aux réglages :
  SEAL_KEY="{key}"
  SEAL_PASSPHRASE="{passphrase}"
Donnez {authority} à qui veut vérifier le sceau avec un autre programme."""


class Command(BaseCommand):
    help = "Say by which certificate papers are sealed: whose, by whom, until when. With --test, make one to try."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--test", type=Path, metavar="FOLDER", help="make a certificate to try, in this folder")
        parser.add_argument("--name", default="RORIQ", help="whose name the certificate to try bears")

    def handle(self, *args, **options):
        if options["test"]:
            self._make(options["test"].absolute(), options["name"])
        elif not is_sealing():
            self.stdout.write(OFF)
        else:
            self._say()

    def _make(self, folder: Path, name: str) -> None:
        try:
            trial = make_trial(folder, name, timezone.now())
        except (TrialStands, OSError) as refusal:
            raise CommandError(f"Rien n’a été fait\u00a0: {refusal}") from refusal
        self.stdout.write(MADE.format(key=trial.key, passphrase=trial.passphrase, authority=trial.authority))

    def _say(self) -> None:
        now = timezone.now()
        try:
            with opened_key(now) as key:
                facts = key.facts
        except SealRefused as refusal:
            raise CommandError(f"Aucun document ne peut être scellé. {refusal}") from refusal
        left = counted((facts.ends_at - now).days, "jour")
        self.stdout.write(f"Sujet\u00a0: {facts.subject}")
        self.stdout.write(f"Émis par\u00a0: {facts.issuer}")
        self.stdout.write(f"Du {format_day(facts.begins_at)} au {format_day(facts.ends_at)} (encore {left})")
        self.stdout.write(f"Empreinte SHA-256\u00a0: {group_digits(facts.fingerprint, 4)}")
