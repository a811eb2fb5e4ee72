"""The developer's doors: what they find, what they refuse, and the server they start."""

import contextlib
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import dev
import environments
import installation
import postgres
import processes
import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(sys.prefix)
DOORS = ("run", "test", "check", "fix", "bench")
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.fixture
def wheel_cluster(tmp_path: Path) -> Iterator[postgres.Cluster]:
    binaries = postgres.wheel_binaries(VENV)
    assert binaries is not None
    cluster = postgres.Cluster(tmp_path, "test", binaries)
    yield cluster
    cluster.stop()
    shutil.rmtree(cluster.home, ignore_errors=True)
    shutil.rmtree(cluster.socket_dir, ignore_errors=True)


def ask(cluster: postgres.Cluster, question: str) -> object:
    with psycopg.connect(cluster.url()) as connection:
        return connection.execute(question).fetchone()[0]


def fake_server(parent: Path, version: str, *, has_server: bool = True) -> Path:
    binaries = parent / version / "bin"
    binaries.mkdir(parents=True)
    (binaries / ("initdb" if has_server else "psql")).touch()
    return binaries


@pytest.mark.slow
def test_wheel_server_starts_answers_and_stops(wheel_cluster):
    with wheel_cluster.serving() as alone:
        assert alone
        pid = wheel_cluster.pid()
        assert ask(wheel_cluster, "select 1") == 1
        assert ask(wheel_cluster, "select current_setting('server_encoding')") == "UTF8"
        assert ask(wheel_cluster, "select lower('É')") == "é"
        assert ask(wheel_cluster, "select current_setting('listen_addresses')") == ""
        assert ask(wheel_cluster, "select current_setting('fsync')") == "off"
        account = wheel_cluster.account or pwd.getpwuid(os.geteuid())
        assert Path(f"/proc/{pid}").stat().st_uid == account.pw_uid != 0
        assert stat.S_IMODE(wheel_cluster.socket_dir.stat().st_mode) == 0o700
        assert stat.S_IMODE(wheel_cluster.data.stat().st_mode) == 0o700
    assert wheel_cluster.pid() is None
    with pytest.raises(psycopg.OperationalError):
        ask(wheel_cluster, "select 1")
    assert not wheel_cluster.socket_dir.exists()


@pytest.mark.slow
def test_server_lives_until_its_last_user_leaves(wheel_cluster):
    with wheel_cluster.serving() as first:
        pid = wheel_cluster.pid()
        with wheel_cluster.serving() as second:
            assert (first, second) == (True, False)
        assert wheel_cluster.pid() == pid
        assert ask(wheel_cluster, "select 1") == 1
    assert wheel_cluster.pid() is None


@pytest.mark.slow
def test_server_killed_with_its_pid_file_starts_again_with_its_data(wheel_cluster, tmp_path):
    kept = postgres.Cluster(tmp_path, "run", wheel_cluster.binaries)
    kept.start()
    pid = kept.pid()
    with psycopg.connect(kept.url(), autocommit=True) as connection:
        connection.execute("create table kept (n int)")
    os.kill(pid, signal.SIGKILL)
    # The file now names a process that lives and is not a server of ours: this very one.
    left = kept.data / "postmaster.pid"
    left.write_text(left.read_text().replace(str(pid), str(os.getpid()), 1))

    assert kept.pid() is None
    with kept.serving():
        assert kept.pid() != pid
        assert ask(kept, "select to_regclass('kept')::text") == "kept"


@pytest.mark.slow
def test_spoiled_test_data_is_made_again_and_run_data_is_not(wheel_cluster, tmp_path):
    with wheel_cluster.serving():
        pass
    (wheel_cluster.data / "global" / "pg_control").write_bytes(b"spoiled")
    with wheel_cluster.serving():
        assert ask(wheel_cluster, "select 1") == 1

    kept = postgres.Cluster(tmp_path, "run", wheel_cluster.binaries)
    with kept.serving():
        assert ask(kept, "select current_setting('fsync')") == "on"
    (kept.data / "global" / "pg_control").write_bytes(b"spoiled")
    with pytest.raises(postgres.PostgresFailed, match="n’a pas démarré"), kept.serving():
        pass
    assert (kept.data / "global" / "pg_control").read_bytes() == b"spoiled"


def test_debian_server_is_the_newest_of_fifteen_or_more(tmp_path):
    assert postgres.debian_binaries(tmp_path) is None
    fake_server(tmp_path, "13")
    fake_server(tmp_path, "18", has_server=False)
    assert postgres.debian_binaries(tmp_path) is None
    fake_server(tmp_path, "9.6")
    fifteen = fake_server(tmp_path, "15")
    assert postgres.debian_binaries(tmp_path) == fifteen
    sixteen = fake_server(tmp_path, "16")
    assert postgres.debian_binaries(tmp_path) == sixteen


def test_no_server_at_all_is_refused_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "debian_binaries", lambda: None)
    with pytest.raises(postgres.PostgresFailed, match="Aucun serveur PostgreSQL 15"):
        postgres.find_binaries(tmp_path)


def test_socket_path_is_short_however_deep_the_clone_lies(tmp_path):
    deep = tmp_path.joinpath(*["profond" * 5] * 6)
    cluster = postgres.Cluster(deep, "test", tmp_path)
    assert len(str(cluster.socket_dir / ".s.PGSQL.5432")) < 100
    assert cluster.socket_dir != postgres.Cluster(deep, "run", tmp_path).socket_dir
    assert cluster.socket_dir != postgres.Cluster(tmp_path, "test", tmp_path).socket_dir


def test_folder_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(postgres.PostgresFailed, match="appartient à un autre compte"):
        postgres.make_folder(tmp_path / "link", 0o700, None)


def test_environment_is_current_only_when_marked_with_these_requirements(tmp_path):
    requirements = tmp_path / "dev.txt"
    requirements.write_text("a==1\n")
    assert not installation.is_current(tmp_path, requirements)
    installation.mark_current(tmp_path, requirements)
    assert installation.is_current(tmp_path, requirements)
    requirements.write_text("a==2\n")
    assert not installation.is_current(tmp_path, requirements)


def test_environment_of_the_tools_serves_the_portal_and_not_the_reverse(tmp_path, monkeypatch):
    for folder in (".venv", "requirements"):
        (tmp_path / folder).mkdir()
    for name in ("runtime", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    installed = []
    monkeypatch.setattr(installation, "_has_same_python", lambda python: True)
    monkeypatch.setattr(installation, "install_locked", lambda python, locked: installed.append(locked))
    monkeypatch.setattr(installation, "renew_pip", lambda python, tools: None)
    for name in ("runtime", "runtime", "dev", "runtime", "dev"):
        installation.prepare_venv(tmp_path, name)
    assert installed == ["runtime==1\n", "dev==1\n"]


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_everything_locked_is_installed_once_in_two_shares(path):
    locked = path.read_text()
    shares = installation.shares_of(locked)
    hashes = [word for share in shares for word in re.findall(r"--hash=\S+", share)]
    assert sorted(hashes) == sorted(re.findall(r"--hash=\S+", locked))
    assert len(shares) == 2
    assert installation.shares_of("a==1\n") == ["a==1"]


def test_dependency_that_cannot_be_installed_is_told(tmp_path):
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\nfor last; do :; done\n! grep -q "^refused" "$last"\n')
    python.chmod(0o755)
    installation.install_locked(python, "a==1\nb==1\n")
    for locked in ("refused==1\nb==1\n", "a==1\nrefused==1\n"):
        with pytest.raises(installation.SetupFailed, match="dépendances"):
            installation.install_locked(python, locked)


def test_pip_is_renewed_where_it_can_be_and_does_without_elsewhere(tmp_path):
    python, asked = tmp_path / "python", tmp_path / "asked"
    python.write_text(f'#!/bin/sh\nfor last; do :; done\ncat "$last" > "{asked}"\nexit 1\n')
    python.chmod(0o755)
    installation.renew_pip(python, "a==1\n")
    assert not asked.exists()
    installation.renew_pip(python, "a==1\npip==2 \\\n    --hash=sha256:0\npip-tools==3\n")
    assert asked.read_text() == "pip==2 \\\n    --hash=sha256:0"


def test_environment_is_not_current_for_another_python(tmp_path, monkeypatch):
    requirements = tmp_path / "dev.txt"
    requirements.write_text("a==1\n")
    installation.mark_current(tmp_path, requirements)
    assert installation.is_current(tmp_path, requirements)
    monkeypatch.setattr(sys, "base_prefix", "/elsewhere")
    assert not installation.is_current(tmp_path, requirements)


def test_missing_packages_are_named_in_one_line_to_type(monkeypatch):
    monkeypatch.setattr(installation, "installed_packages", lambda: {"here"})
    package = installation.SystemPackage
    known = (package("here", command="absent-command"), package("seen", command="sh"))
    absent = (package("libabsent0", library="absent-library"), package("absent-java", file="/absent.jar"))
    missing = installation.missing_packages(known + absent)
    assert missing == ["libabsent0", "absent-java"]
    line = "apt-get install -y --no-install-recommends libabsent0 absent-java"
    with pytest.raises(installation.SetupFailed, match=re.escape(line)):
        installation.require_packages(missing, install=False)


def test_apt_is_called_only_when_asked_and_only_for_what_is_missing(monkeypatch, capsys):
    calls = []
    monkeypatch.setattr(subprocess, "call", lambda command, **options: calls.append(command) or 0)
    installation.require_packages([], install=True)
    assert calls == []
    installation.require_packages(["libabsent0"], install=True)
    assert [command[command.index("apt-get") :] for command in calls] == [
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-y", "--no-install-recommends", "libabsent0"],
    ]
    assert "libabsent0" in capsys.readouterr().out


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_hold_hashes_and_no_place(path):
    text = path.read_text()
    pinned = re.findall(r"^[\w.\[\],-]+==\S+ \\$", text, re.MULTILINE)
    blocks = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert len(pinned) > 20
    assert len(blocks) == len(pinned)
    assert all("--hash=sha256:" in block for block in blocks)
    assert installation.without_places(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://registry.example/simple",
        "--extra-index-url file:///srv/simple",
        "--find-links /srv/wheels",
        "--trusted-host registry.example",
        "-i https://registry.example/simple",
        "thing @ https://registry.example/thing.whl",
        "    # via -r /srv/clone/requirements.in",
    ],
)
def test_lock_drops_a_line_that_names_a_place(line):
    kept = "django==5.2.19 \\\n    --hash=sha256:ab\n    # via -c requirements/runtime.txt\n"
    assert installation.without_places(f"{line}\n{kept}") == kept


def test_every_requirement_of_the_project_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[^\w.-]", line)[0].lower().replace("_", "-") for line in wanted}
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "dev.txt").read_text(), re.MULTILINE))
    assert names - {name.lower() for name in locked} == set()


@pytest.mark.parametrize("door", DOORS)
def test_door_is_one_line_and_says_what_it_does(door):
    path = ROOT / "bin" / door
    assert path.read_text().splitlines()[1:] == [f'exec "$(dirname "$0")/dev" {door} "$@"']
    completed = subprocess.run([path, "--help"], capture_output=True, text=True, check=True)
    assert completed.stdout.startswith(f"usage: dev {door}")


def test_old_python_is_refused_in_a_sentence(tmp_path):
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    completed = subprocess.run([ROOT / "bin" / "test"], env=env, capture_output=True, text=True)
    assert completed.returncode == 1
    assert completed.stderr.startswith("Il faut Python 3.11 ou plus récent")


def test_continuous_integration_runs_the_same_door():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert lines[-1].endswith("exec ./bin/test --apt")


def test_words_for_pytest_pass_through_and_strange_words_are_refused_elsewhere():
    arguments, rest = dev.parse(["test", "--apt", "-k", "dev", "--co"])
    assert arguments.apt
    assert rest == ["-k", "dev", "--co"]
    with pytest.raises(SystemExit):
        dev.parse(["run", "--prot", "8001"])


def test_environments_leave_libpq_variables_out(monkeypatch, tmp_path):
    monkeypatch.setenv("PGPORT", "6543")
    for env in (
        environments.run_environment("postgresql:///x", 8001, tmp_path),
        environments.test_environment("postgresql:///x", ""),
        environments.production_environment("postgresql:///x"),
    ):
        assert "PGPORT" not in env
        assert env["DATABASE_URL"] == "postgresql:///x"


def test_what_serves_is_never_given_the_address_of_the_owner(monkeypatch, tmp_path):
    monkeypatch.setenv("OWNER_DATABASE_URL", "postgresql://owner@/x")
    assert environments.run_environment("postgresql:///x", 8001, tmp_path)["OWNER_DATABASE_URL"] == ""
    assert environments.test_environment("postgresql:///x", "")["OWNER_DATABASE_URL"] == ""
    migrating = environments.run_environment("postgresql:///x", 8001, tmp_path, "postgresql://other@/x")
    assert migrating["OWNER_DATABASE_URL"] == "postgresql://other@/x"


def test_own_server_has_two_roles_and_a_given_database_those_that_it_is_given(monkeypatch, tmp_path):
    cluster = postgres.Cluster(tmp_path, "test", tmp_path)
    owner, application = cluster.url(), cluster.url(role=postgres.APPLICATION)
    assert owner.replace("roriq@", "roriq_app@") == application
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@/x")
    for given in ("", "postgresql://owner@/x"):
        monkeypatch.setenv("OWNER_DATABASE_URL", given)
        with dev.database("run") as base:
            assert (base.url, base.owner) == ("postgresql://app@/x", given)


def test_secret_key_is_kept_and_private(tmp_path):
    path = tmp_path / "var" / "secret_key"
    key = environments.secret_key(path)
    assert len(key) >= 60
    assert environments.secret_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_stop_ends_a_child_that_does_not_listen(monkeypatch):
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.2)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    children = [
        subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE),
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]),
    ]
    with contextlib.closing(children[0].stdout):
        children[0].stdout.readline()
        processes.stop(children)
    assert [child.returncode for child in children] == [-signal.SIGKILL, -signal.SIGTERM]


def test_watch_names_the_child_that_ended():
    children = {"short": subprocess.Popen([sys.executable, "-c", ""])}
    assert processes.watch(children, lambda: False) == "short"
    assert processes.watch(children, lambda: True) is None


def test_child_that_ends_by_itself_starts_again_until_it_ends_too_often(monkeypatch):
    monkeypatch.setattr(processes, "PAUSE_SECONDS", 0)
    started, seen = [], []

    def start():
        started.append(subprocess.Popen([sys.executable, "-c", ""]))
        return started[-1]

    children = {"short": start()}
    assert processes.keep({"short": start}, children, seen.append) == "short"
    assert len(started) == processes.MOST_ENDS
    assert seen.count("short") == processes.MOST_ENDS - 1
    assert children["short"] is started[-1]


def test_run_says_once_that_the_database_is_away_and_once_that_it_is_back(monkeypatch, capsys):
    there = iter([True, False, False, True, True])
    monkeypatch.setattr(dev, "listens", lambda url: next(there))
    look = dev.announcer("postgresql://x")
    for started in ("", "Le travailleur", "", "", ""):
        look(started)
    assert capsys.readouterr().out.splitlines() == [
        "Le travailleur s’est arrêté de lui-même ; il repart.",
        "La base de données ne répond pas ; le portail l’attend.",
        "La base de données répond de nouveau.",
    ]


def test_database_listens_or_does_not(tmp_path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / ".s.PGSQL.5432"))
        url = f"postgresql://roriq@{quote(str(tmp_path), safe='')}/roriq"
        assert not postgres.listens(url)
        server.listen()
        assert postgres.listens(url)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert postgres.listens(f"postgresql://roriq:secret@127.0.0.1:{port}/roriq")
    assert not postgres.listens(f"postgresql://roriq:secret@127.0.0.1:{port}/roriq")
