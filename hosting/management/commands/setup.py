"""Sets a new server up: asks, writes its settings, makes its database, and says what comes next."""

import getpass
import os
import pwd
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hosting.setup.answers import QUESTIONS, Answers, fault_of
from hosting.setup.roles import Addresses, DatabaseRefused, make_database
from hosting.setup.settings_files import (
    FileStands,
    owner_file,
    owner_settings,
    portal_settings,
    refuse_standing,
    write_settings,
)

Account = pwd.struct_passwd | None
ROOT = Path(__file__).resolve().parents[3]
PREPARE = (["migrate", "--verbosity=0"], ["load_reference", "--verbosity=0"], ["collectstatic", "--noinput", "-v0"])
NEXT = """
Réglages\u00a0: {path} (à lire par systemd seulement) et {owner} (pour « migrate »).
Gardez une copie de ces deux fichiers ailleurs\u00a0: sans leurs clés, une sauvegarde ne s’ouvre pas.
Ensuite\u00a0:
  systemctl enable --now roriq-web roriq-worker roriq-backup.timer roriq-doctor.timer
  deploy/bin/portail doctor
"""
# Neither is made twice: the keys of the first would be lost
GO_ON = """
Les réglages et la base sont faits et restent. La cause corrigée, poursuivez :
  systemctl start roriq-migrate
  deploy/bin/portail first_person --name "NOM" --email COURRIEL"""
LINK = """
La première personne du réseau choisit ici son mot de passe, d’ici deux heures, puis sa deuxième étape :
  {}
"""


class Command(BaseCommand):
    help = "Ask the few questions of a new server, write its settings and make its database. Changes no other server."
    # There are no settings to check before this command has written them
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--file", type=Path, default=ROOT / ".env", help="the file of settings to write")
        parser.add_argument("--account", default="", help="the account of this machine that the portal runs as")
        parser.add_argument("--unattended", action="store_true", help="ask nothing: the flags say all")
        parser.add_argument("--no-prepare", action="store_true", help="leave tables and first person to later commands")
        for name, asked in QUESTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", default=None, help=asked["words"])

    def handle(self, *args, **options):
        """Check all, then write all: nothing is made of answers of which one is refused."""
        path, account = options["file"].absolute(), _account_of(options["account"])
        try:
            refuse_standing(path)
            answers = self._answers(options)
            addresses = self._addresses(answers)
        except (FileStands, DatabaseRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        values = portal_settings(answers, addresses.application)
        write_settings(path, values)
        write_settings(owner_file(path), owner_settings(addresses.owner))
        self.stdout.write(self.style.SUCCESS("Réglages écrits."))
        if not options["no_prepare"]:
            self._prepare(answers, values | owner_settings(addresses.owner), account)
        self.stdout.write(NEXT.format(path=path, owner=owner_file(path)))

    def _addresses(self, answers: Answers) -> Addresses:
        if answers.database_url:
            return Addresses(answers.database_url, answers.owner_database_url)
        return make_database(answers.admin_database, answers.database)

    def _answers(self, options) -> Answers:
        given = {name: options[name] for name in QUESTIONS}
        if not options["unattended"]:
            for name in given:
                if given[name] is None:
                    given[name] = self._ask(name, given)
        answers = Answers(**{name: _or_default(name, value) for name, value in given.items()})
        if faults := answers.faults():
            lines = [f"  --{name.replace('_', '-')}\u00a0: {words}" for name, words in faults.items()]
            raise CommandError("\n".join(["Rien n’a été écrit.", *lines]))
        return answers

    def _ask(self, name: str, given: dict[str, str | None]) -> str | None:
        """Ask until the answer is good; what is not asked keeps its default."""
        asked = QUESTIONS[name]
        if not asked["is_asked"] or (asked["after"] and not given[asked["after"]]):
            return None
        default = f" [{asked['default']}]" if asked["default"] else ""
        read = getpass.getpass if name.endswith("password") else input
        while True:
            value = _or_default(name, read(f"{asked['words']}{default}\u00a0: ").strip())
            fault = fault_of(name, value)
            if not fault:
                return value
            self.stderr.write(fault)

    def _prepare(self, answers: Answers, values: dict[str, str], account: Account) -> None:
        """Make the folders, the tables and the account of the first person, as the account that will serve."""
        environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", **values}
        for folder in (answers.var_dir, f"{answers.var_dir}/media", answers.backup_dir):
            _make_folder(Path(folder), account)
        first = ["first_person", "--name", answers.administrator_name, "--email", answers.administrator_mail]
        for words in PREPARE:
            self.stdout.write(f"manage.py {words[0]}…")
            _manage(words, environment, account)
        self.stdout.write(LINK.format(_manage(first, environment, account).strip()))


def _or_default(name: str, value: str | None) -> str:
    return value or QUESTIONS[name]["default"]


def _account_of(name: str) -> Account:
    """Return an account of this machine, refused where there is none; nothing for the one that runs the command."""
    if not name:
        return None
    if os.geteuid() != 0:
        raise CommandError("Seul root prépare le portail pour un autre compte\u00a0: passez la commande comme root.")
    try:
        return pwd.getpwnam(name)
    except KeyError as absent:
        raise CommandError(f"Il n’y a pas de compte {name} ici\u00a0: « adduser --system --group {name} ».") from absent


def _make_folder(folder: Path, account: Account) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)


def _manage(words: list[str], environment: dict[str, str], account: Account) -> str:
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    who: dict[str, Any] = {}
    if account:
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, umask=0o027, **who)
    except OSError as failure:
        raise CommandError(f"Le compte ne peut pas passer manage.py\u00a0: {failure}\n{GO_ON}") from failure
    if done.returncode:
        raise CommandError(f"manage.py {words[0]} n’a pas abouti\u00a0:\n{done.stderr.strip()}\n{GO_ON}")
    return done.stdout
