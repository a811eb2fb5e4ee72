"""What is asked of whoever installs the portal, and why an answer is refused. Reads no settings: there are none yet."""

import ipaddress
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.core.checks.security.base import SECRET_KEY_MIN_LENGTH, SECRET_KEY_MIN_UNIQUE_CHARACTERS
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from roriq_portal.formats.issuer_addresses import HOST, SECOND_STEPS, Doubt, doubt_of, is_host

# « root@localhost » is no address to write to
check_mail = EmailValidator(allowlist=[])
LOOPBACK_NAMES = {"localhost"}
ISSUER_FAULTS = {
    Doubt.UNREADABLE: "Écrivez l’adresse de l’émetteur au complet, comme https://accounts.google.com.",
    Doubt.IN_CLEAR: "L’émetteur doit répondre en https.",
    Doubt.OF_EVERYBODY: (
        "Prenez l’adresse de votre locataire Microsoft, non celle de tout le monde (common, organizations)."
    ),
}
# These would be read otherwise by a shell, by systemd or by a container than they are written
UNQUOTABLE = set("\"'`$\\\n\r\0")
UNSAFE = "Sans guillemet, apostrophe, $, ` ni barre oblique inverse : le fichier des réglages se lirait autrement."


def question(words: str, default: Any = "", *, is_asked: bool = False, after: str = "") -> Any:
    """Return a field of `Answers`, in the words of the screen; only some are asked, the others have a flag.

    `after`: asked only where this other question has an answer.
    """
    return {"words": words, "default": default, "is_asked": is_asked, "after": after}


QUESTIONS: dict[str, dict[str, Any]] = {
    "address": question("Adresse du portail, avec https://", is_asked=True),
    "mail_from": question("Courriel d’où le portail écrit", is_asked=True),
    "mail_host": question("Serveur de courriel (SMTP)", "localhost", is_asked=True),
    "mail_port": question("Son port", "25", is_asked=True),
    "mail_user": question("Compte auprès de ce serveur, si c’est nécessaire", is_asked=True),
    "mail_password": question("Son mot de passe", is_asked=True),
    "administrator_name": question("Nom de la première personne du réseau", is_asked=True),
    "administrator_mail": question("Son courriel", is_asked=True),
    "security_contact": question("Courriel à qui signaler une faille (le même, sans réponse)", is_asked=True),
    "privacy_officer": question("Responsable des renseignements personnels (la première personne, sans réponse)"),
    "privacy_email": question("Son courriel"),
    "issuer": question("Émetteur OpenID Connect par lequel on entre aussi, s’il y en a un", is_asked=True),
    "issuer_client": question("Le nom qu’il donne au portail (client ID)", is_asked=True, after="issuer"),
    "issuer_password": question("Le secret qui va avec", is_asked=True, after="issuer"),
    "issuer_name": question("Son nom sur le bouton", "Microsoft 365", is_asked=True, after="issuer"),
    "issuer_domains": question("Domaines de courriel acceptés, avec des virgules", is_asked=True, after="issuer"),
    "issuer_second_step": question("Deuxième étape (asked, trusted)", "asked", is_asked=True, after="issuer"),
    "secret_key": question("Clé secrète (faite au hasard, sans réponse)"),
    "database_url": question("DATABASE_URL d’une base dont les deux rôles sont déjà faits"),
    "owner_database_url": question("OWNER_DATABASE_URL de cette base"),
    "admin_database": question("Base d’où un administrateur de PostgreSQL fait la nôtre", "postgresql:///postgres"),
    "database": question("Nom de la base à faire", "roriq"),
    "var_dir": question("Dossier des données", "/var/lib/roriq"),
    "backup_dir": question("Dossier des sauvegardes", "/var/backups/roriq"),
}


@dataclass(frozen=True)
class Answers:
    """The answers, each as it was typed; blank where none was given."""

    address: str = ""
    mail_from: str = ""
    mail_host: str = ""
    mail_port: str = ""
    mail_user: str = ""
    mail_password: str = ""
    administrator_name: str = ""
    administrator_mail: str = ""
    security_contact: str = ""
    privacy_officer: str = ""
    privacy_email: str = ""
    issuer: str = ""
    issuer_client: str = ""
    issuer_password: str = ""
    issuer_name: str = ""
    issuer_domains: str = ""
    issuer_second_step: str = ""
    secret_key: str = ""
    database_url: str = ""
    owner_database_url: str = ""
    admin_database: str = ""
    database: str = ""
    var_dir: str = ""
    backup_dir: str = ""

    def faults(self) -> dict[str, str]:
        """Return why each answer is refused, in a sentence, by its name; nothing where all can be written."""
        refusals = {}
        for answer in fields(self):
            value = getattr(self, answer.name)
            if fault := fault_of(answer.name, value):
                refusals[answer.name] = fault
        for name in ("issuer_client", "issuer_password", "issuer_domains"):
            if self.issuer and not getattr(self, name):
                refusals[name] = "Cet émetteur ne sert pas sans cette réponse."
        if bool(self.database_url) != bool(self.owner_database_url):
            refusals["owner_database_url"] = "Donnez les deux adresses de la base, ou aucune."
        elif self.database_url and _role(self.database_url) == _role(self.owner_database_url):
            refusals["owner_database_url"] = "Les deux adresses doivent nommer deux rôles (décision 27)."
        return refusals


def fault_of(name: str, value: str) -> str:
    """Return why one answer is refused, in a sentence, blank where it is not."""
    if UNQUOTABLE & set(value):
        return UNSAFE
    judge = JUDGES.get(name)
    return judge(value) if judge else ""


def address_fault(value: str) -> str:
    """https anywhere; http only where nobody else can listen."""
    parts = _parts(value)
    if (
        parts is None
        or parts.scheme not in ("http", "https")
        or "@" in parts.netloc
        or not is_host(parts.hostname or "")
    ):
        return "Écrivez l’adresse au complet, comme https://portail.exemple.org."
    if parts.path.strip("/") or parts.query or parts.fragment:
        return "Le portail occupe une adresse à lui seul : retirez ce qui suit le nom."
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        return "Sans https, les mots de passe passeraient en clair : http ne convient qu’à cette machine-ci."
    return ""


def _parts(value: str) -> SplitResult | None:
    """Return the parts of an address; None for one that does not read."""
    try:
        parts = urlsplit(value)
        return None if parts.port == 0 else parts
    except ValueError:
        return None


def _role(database_url: str) -> str:
    parts = _parts(database_url)
    return (parts.username or "") if parts else ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK_NAMES


def mail_fault(value: str) -> str:
    try:
        check_mail(value)
    except ValidationError:
        return "Écrivez un courriel, comme portail@exemple.org."
    return "example.org est un exemple : personne n’y lit." if value.rpartition("@")[2] == "example.org" else ""


def secret_fault(value: str) -> str:
    """As Django's own check of a deployment counts. Blank is no fault: one is made at random."""
    if value and (len(value) < SECRET_KEY_MIN_LENGTH or len(set(value)) < SECRET_KEY_MIN_UNIQUE_CHARACTERS):
        return f"Trop courte ou trop répétée : il faut au moins {SECRET_KEY_MIN_LENGTH} signes au hasard."
    return ""


def port_fault(value: str) -> str:
    if value == "465":
        return "Le portail ne parle pas chiffré d’emblée (465) : prenez le port 587 du même serveur."
    return "" if value.isdecimal() and 0 < int(value) < 65_536 else "Un port est un nombre de 1 à 65535."


def folder_fault(value: str) -> str:
    return "" if Path(value).is_absolute() else "Écrivez le chemin au complet, à partir de la racine."


def issuer_fault(value: str) -> str:
    """As the settings refuse it, in a sentence."""
    doubt = doubt_of(value.rstrip("/"))
    return ISSUER_FAULTS[doubt] if doubt else ""


def domains_fault(value: str) -> str:
    bad = [domain for domain in value.split(",") if value and not HOST.fullmatch(domain.strip())]
    return "Écrivez des domaines, comme exemple.org, séparés par des virgules." if bad else ""


def database_fault(value: str) -> str:
    return "" if re.fullmatch(r"[a-z][a-z0-9_]{0,30}", value) else "De 1 à 31 lettres minuscules, chiffres ou _."


JUDGES = {
    "address": address_fault,
    "mail_from": mail_fault,
    "mail_host": lambda value: "" if value and " " not in value else "Écrivez le nom du serveur de courriel.",
    "mail_port": port_fault,
    "administrator_name": lambda value: "" if value.strip() else "Écrivez un nom.",
    "administrator_mail": mail_fault,
    "security_contact": lambda value: mail_fault(value) if value else "",
    "privacy_email": lambda value: mail_fault(value) if value else "",
    "issuer": lambda value: issuer_fault(value) if value else "",
    "issuer_domains": domains_fault,
    "issuer_second_step": lambda value: "" if value in ("", *SECOND_STEPS) else "Écrivez asked ou trusted.",
    "secret_key": secret_fault,
    "database": database_fault,
    "var_dir": folder_fault,
    "backup_dir": folder_fault,
}
