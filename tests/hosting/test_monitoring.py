"""What machines ask: probes without a session, figures behind a secret, the contact of security."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hosting.doctor.keeping import keep_examination
from hosting.monitoring import health
from organisms.models import Letter
from tests.refusals import as_owner

pytestmark = pytest.mark.django_db


def test_a_probe_asks_little_and_says_little(client, settings, monkeypatch):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["portail.test"], True
    monkeypatch.setattr(health, "_is_migrated", False)
    client.cookies["sessionid"] = "a" * 32
    answer = client.get("/sante/", headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (200, "bon\n", "no-store")
    assert not answer.cookies
    with CaptureQueriesContext(connection) as asked:
        client.get("/sante/")
    assert [query["sql"] for query in asked] == ["SELECT 1"]
    assert client.post("/sante/").status_code == 405

    monkeypatch.setattr(health, "_is_migrated", False)
    as_owner("DELETE FROM django_migrations WHERE app = 'hosting'")
    answer = client.get("/sante/")
    assert (answer.status_code, answer.text) == (503, "indisponible\n")

    def away():
        raise OperationalError

    monkeypatch.setattr(health.connection, "cursor", away)
    assert client.get("/sante/").status_code == 503


def figures(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'[a-z_]+(\{[a-z]+="[^"]+"\})? \d+(\.\d+)?(e\+\d+)?', line) for line in lines), lines
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_figures_are_read_behind_a_secret(client, settings, tmp_path):
    assert client.get("/mesures/").status_code == 404
    settings.METRICS_TOKEN, settings.BACKUP_DIR = "a-long-secret", str(tmp_path)
    for headers in (
        {},
        {"authorization": "Bearer other"},
        {"authorization": "Bearer "},
        {"authorization": "a-long-secret"},
    ):
        answer = client.get("/mesures/", headers=headers)
        assert (answer.status_code, answer.content, answer.headers["WWW-Authenticate"]) == (401, b"", "Bearer")

    Letter.objects.create(address="a@b.test", subject="x", sealed=b"x", digest="0" * 64)
    late = timezone.now() - timedelta(minutes=30)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at)"
            " VALUES ('default', 'portal:remind', 'todo', %s)", [late]
        )  # fmt: skip
    (tmp_path / "base.dump").write_text("x")
    # One that its rotation took away since the folder was listed
    (tmp_path / "gone.dump").symlink_to(tmp_path / "nowhere")
    keep_examination([])
    answer = client.get("/mesures/", headers={"authorization": "Bearer a-long-secret"})
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    found = figures(answer.text)
    assert found[f'roriq_info{{version="{settings.VERSION}"}}'] == 1
    assert (found['roriq_jobs{state="todo"}'], found['roriq_jobs{state="failed"}'], found["roriq_workers"]) == (1, 0, 0)
    assert 1795 <= found["roriq_queue_age_seconds"] <= 1900
    assert (found['roriq_letters{state="waiting"}'], found['roriq_doctor_lines{verdict="mauvais"}']) == (1, 0)
    assert found["roriq_database_bytes"] > 1_000_000
    assert found["roriq_backup_age_seconds"] < 600


def test_whoever_finds_a_fault_reads_to_whom_it_is_written(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "securite@reseau.test"
    answer = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:securite@reseau.test"
    end = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=100) < end - timezone.now() < timedelta(days=365)
    assert fields["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"
    settings.SECURITY_CONTACT = "https://reseau.test/securite"
    assert "Contact: https://reseau.test/securite\n" in client.get("/.well-known/security.txt").text
    assert "Disallow: /\n" in client.get("/robots.txt").text


def test_every_foot_says_the_version_that_is_written_once(client, settings):
    assert f"Version {settings.VERSION}" in client.get("/verifier/").text
