"""The two files of settings of a server: that of the portal, and that of the owner of its tables, for `migrate`."""

import os
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import urlsplit

from hosting.setup.answers import Answers

# What follows the first reads more than it should
PRIVATE = 0o600
# https of any mail server that asks for it begins on one of these
TLS_PORTS = {"587", "2525"}


class FileStands(Exception):
    """A file of settings is already there: a new key would close every account's second step."""


def portal_settings(answers: Answers, database_url: str) -> dict[str, str]:
    """Return what the web server and the worker read. The owner's address is not in it (decision 27)."""
    address = urlsplit(answers.address.rstrip("/"))
    is_plain = address.scheme == "http"
    return {
        "SECRET_KEY": answers.secret_key or token_urlsafe(60),
        "SECOND_STEP_KEY": token_urlsafe(60),
        "SITE_URL": answers.address.rstrip("/"),
        "ALLOWED_HOSTS": address.hostname or "",
        "ALLOW_PLAIN_HTTP": "1" if is_plain else "0",
        "TRUSTED_PROXIES": "0" if is_plain else "1",
        "DATABASE_URL": database_url,
        "VAR_DIR": answers.var_dir,
        "MEDIA_ROOT": f"{answers.var_dir}/media",
        "BACKUP_DIR": answers.backup_dir,
        "EMAIL_HOST": answers.mail_host,
        "EMAIL_PORT": answers.mail_port,
        "EMAIL_HOST_USER": answers.mail_user,
        "EMAIL_HOST_PASSWORD": answers.mail_password,
        "EMAIL_USE_TLS": "1" if answers.mail_port in TLS_PORTS else "0",
        "DEFAULT_FROM_EMAIL": f"Portail RORIQ <{answers.mail_from}>",
        "SECURITY_CONTACT": answers.security_contact or answers.administrator_mail,
        "PRIVACY_OFFICER": answers.privacy_officer or answers.administrator_name,
        "PRIVACY_EMAIL": answers.privacy_email or answers.administrator_mail,
        "METRICS_TOKEN": token_urlsafe(32),
        **issuer_settings(answers),
    }


def issuer_settings(answers: Answers) -> dict[str, str]:
    """Return what is said of an issuer, where there is one."""
    if not answers.issuer:
        return {}
    return {
        "OIDC_ISSUER": answers.issuer.rstrip("/"),
        "OIDC_CLIENT_ID": answers.issuer_client,
        "OIDC_CLIENT_SECRET": answers.issuer_password,
        "OIDC_NAME": answers.issuer_name,
        "OIDC_DOMAINS": answers.issuer_domains.replace(" ", ""),
        "OIDC_SECOND_STEP": answers.issuer_second_step,
    }


def owner_settings(owner_url: str) -> dict[str, str]:
    """Return what `migrate` reads beside the settings of the portal."""
    return {"OWNER_DATABASE_URL": owner_url}


def owner_file(path: Path) -> Path:
    """Return where the owner's settings stand: beside those of the portal."""
    return path.with_name(f"{path.stem}-proprietaire{path.suffix}")


def refuse_standing(path: Path) -> None:
    """Raise FileStands where one of the two files is there."""
    for file in (path, owner_file(path)):
        if file.exists():
            raise FileStands(f"{file} existe déjà. Ses clés ouvrent ce qui est gardé\u00a0: il n’est pas remplacé.")


def write_settings(path: Path, values: dict[str, str]) -> None:
    """Write a new file that only its owner reads; one that stands is never replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE)
    with os.fdopen(handle, "w") as file:
        file.write("".join(f'{name}="{value}"\n' for name, value in values.items()))
