"""The files of `deploy/`: each is read by its own tool where the machine has it, and says the same as the others."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("roriq-*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
WEB_SERVER = "roriq_portal.serving.slow_senders.PacedWorker"


def read_unit(path) -> dict[str, list[str]]:
    """Each key of a unit with all its values: systemd lets a key come back."""
    found = {}
    text = path.read_text().replace("\\\n", " ")
    for line in text.splitlines():
        if "=" in line and not line.startswith(("#", "[")):
            key, value = line.split("=", 1)
            found.setdefault(key, []).append(value)
    return found


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_reads_every_unit_and_finds_them_closed(tmp_path):
    python = shutil.which("python3")
    for unit in UNITS:
        (tmp_path / unit.name).write_text(re.sub(r"/srv/\S+/python", python, unit.read_text()))
    read = subprocess.run(
        ["systemd-analyze", "verify", *map(str, tmp_path.iterdir())], capture_output=True, text=True
    )  # fmt: skip
    assert [line for line in read.stderr.splitlines() if "roriq" in line] == []
    for unit in SERVICES:
        command = [
            "systemd-analyze",
            "security",
            "--offline=true",
            "--threshold=20",
            "--no-pager",
            tmp_path / unit.name,
        ]
        judged = subprocess.run(command, capture_output=True, text=True)
        assert judged.returncode == 0, judged.stdout[-300:]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_runs_what_exists_as_an_account_of_its_own(unit):
    found = read_unit(unit)
    assert (found["User"], found["ProtectSystem"], found["NoNewPrivileges"]) == (["roriq"], ["strict"], ["true"])
    # Only what makes tables, or copies them all, is given the owner's address (decision 27)
    takes_owner = any("proprietaire" in name for name in found["EnvironmentFile"])
    assert takes_owner == (unit.stem in {"roriq-migrate", "roriq-backup"})
    for command in found["ExecStart"]:
        if named := re.search(r"manage\.py (\w+)", command):
            assert named[1] in get_commands()


def test_the_web_server_is_the_same_everywhere_and_behind_a_proxy():
    container = (DEPLOY / "container" / "Containerfile").read_text()
    (command,) = read_unit(DEPLOY / "systemd" / "roriq-web.service")["ExecStart"]
    assert WEB_SERVER in container
    assert WEB_SERVER in command
    assert "--bind 127.0.0.1:8000" in command


def test_braces_of_the_proxies_close_and_both_say_the_same():
    caddy, nginx = (DEPLOY / "caddy" / "Caddyfile").read_text(), (DEPLOY / "nginx" / "portail.conf").read_text()
    for text in (caddy, nginx):
        bare = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        assert bare.count("{") == bare.count("}")
        assert "/sante/" in bare
        assert "/mesures/" in bare
        assert "lien|invitation|calendrier" in bare
    assert "max_size 20MB" in caddy
    assert "client_max_body_size 20m" in nginx
    assert "X-Forwarded-For $remote_addr" in nginx  # what a browser says of its own address is not passed on
    if shutil.which("caddy"):
        command = ["caddy", "adapt", "--adapter", "caddyfile", "--config", DEPLOY / "caddy" / "Caddyfile"]
        assert subprocess.run(command, capture_output=True).returncode == 0


def test_containers_share_one_image_and_only_one_knows_the_owner():
    services = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())["services"]
    ours = {name: one for name, one in services.items() if one.get("image") == "roriq-portail"}
    assert set(ours) == {"migrate", "web", "worker"}
    assert all(one["read_only"] and one["cap_drop"] == ["ALL"] for one in ours.values())
    files = {name: [file["path"] for file in one["env_file"]] for name, one in ours.items()}
    assert [name for name, read in files.items() if "portail-proprietaire.env" in read] == ["migrate"]


def test_the_example_names_every_setting_that_is_read():
    read = set(re.findall(r'env\.(?:\w+)\("(\w+)"', (ROOT / "roriq_portal" / "settings" / "__init__.py").read_text()))
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = {line.lstrip("# ").split("=")[0] for line in lines if "=" in line}
    internal = {"TESTING", "EMAIL_BACKEND", "SECURE_SSL_REDIRECT"}
    assert read - named - internal == set()


def test_what_setup_writes_is_what_the_settings_read():
    source = "".join(path.read_text() for path in (ROOT / "roriq_portal" / "settings").glob("*.py"))
    written = re.findall(r'^        "([A-Z_]+)": ', (ROOT / "hosting/setup/settings_files.py").read_text(), re.M)
    assert written
    assert [name for name in written if f'"{name}"' not in source] == []
