"""The doctor, of a portal that stands well, then broken in some thirty ways: each is said by its own line."""

import json
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from hosting.doctor.checks import address, every_check, machine
from hosting.doctor.findings import CHECKS, Asked, Check, Group, look_at
from hosting.doctor.keeping import KEPT, keep_examination, run_doctor
from hosting.doctor.models import Examination
from hosting.jobs import examine_portal
from network.models import BarometerVersion
from organisms.models import Letter, NetworkSeat
from reporting.models import Document, Version
from services.models import MonthlySum
from tests import factories
from tests.attack.portal import free_port
from tests.attack.test_mail_outage import post
from tests.hosting.certificates import serving_certificate
from tests.issuers import issuer_at, running_issuer
from tests.refusals import as_owner
from tests.reporting.builders.annual_reports import make_annual

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def look(key, **asked):
    assert every_check
    return look_at(CHECKS[key], Asked(asked.pop("now", timezone.now()), **asked))


def trigger(table="reporting_version") -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table])
        return cursor.fetchone()[0]


def application(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_user)")
        return statement.format(role=cursor.fetchone()[0])


def run(statement, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# Of the database: which line says it, what breaks it as its owner, a word of what is said
BROKEN = {
    "a trigger that is silenced": (
        "triggers", lambda: f"ALTER TABLE reporting_version DISABLE TRIGGER {trigger()}", "inactif",
    ),
    "a trigger that is gone": (
        "triggers", lambda: f"DROP TRIGGER {trigger()} ON reporting_version", "append_only (absent)",
    ),
    "a trigger of no model that is gone": (
        "triggers", lambda: "DROP TRIGGER context_stays ON pghistory_context", "context_stays (absent)",
    ),
    "a trigger that says something else": (
        "triggers",
        lambda: f"CREATE OR REPLACE FUNCTION {trigger()}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "append_only (changé)",
    ),
    "triggers that may be told to look away": (
        "triggers",
        lambda: "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean"
        " LANGUAGE sql IMMUTABLE AS 'SELECT TRUE'",
        "fait parler",
    ),
    "an extension that is gone": ("extensions", lambda: "DROP EXTENSION btree_gist CASCADE", "btree_gist"),
    "a right that is missing": (
        "privileges",
        lambda: application("REVOKE INSERT ON reporting_version FROM {role}"),
        "INSERT sur reporting_version",
    ),
    "a right too much": (
        "privileges",
        lambda: application("GRANT DELETE ON reporting_version TO {role}"),
        "DELETE sur reporting_version",
    ),
    "a role that makes tables": ("roles", lambda: application("GRANT CREATE ON SCHEMA public TO {role}"), "CREATE"),
    "a migration that waits": (
        "migrations", lambda: "DELETE FROM django_migrations WHERE app = 'hosting'", "hosting.0001_examination",
    ),
    "a database that is ahead of the code": (
        "migrations",
        lambda: "INSERT INTO django_migrations (app, name, applied) VALUES ('hosting', '9999_later', now())",
        "9999_later",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_what_was_changed_in_the_database_is_said(fault):
    key, statement, words = BROKEN[fault]
    assert look(key).verdict == "bon", look(key)
    as_owner(statement())
    finding = look(key)
    assert finding.verdict != "bon"
    assert words in finding.observed
    assert finding.act


def make_job(status, since, worker=None, task="portal:make_papers") -> None:
    run(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at, worker_id)"
        " VALUES ('default', %s, %s::procrastinate_job_status, %s, %s)", task, status, since, worker,
    )  # fmt: skip


def test_works_that_do_not_move_are_said():
    now = timezone.now()
    assert "signe de vie" in look("worker").observed
    run("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", now)
    assert [look(key).verdict for key in ("worker", "queue", "stalled", "failed", "letters")] == ["bon"] * 5

    make_job("todo", now + timedelta(days=1))
    assert look("queue").verdict == "bon"
    make_job("todo", now - timedelta(minutes=20))
    assert look("queue").verdict == "attention"
    late = now + timedelta(hours=2)
    assert (look("queue", now=late).verdict, look("worker", now=late).verdict) == ("mauvais", "mauvais")

    make_job("doing", now)
    assert look("stalled").verdict == "mauvais"
    assert "portal:make_papers" in look("stalled").observed
    make_job("failed", now)
    assert look("failed").verdict == "attention"

    letter = {"address": "a@b.test", "subject": "Un rappel", "sealed": b"x", "digest": "0" * 64}
    Letter.objects.create(**letter, state="failed", error="550")
    assert look("letters").verdict == "attention"
    Letter.objects.create(**letter, written_at=now - timedelta(hours=2))
    assert look("letters").verdict == "mauvais"


def test_one_reading_says_what_waits(client_for, network):
    now, client = timezone.now(), client_for(network)
    make_job("todo", now)
    examine_portal(int(now.timestamp()))
    for rank in range(2):  # a letter and the job that sends it are one thing
        Letter.objects.create(address="a@b.test", subject="Un rappel", sealed=b"x", digest=f"{rank:064}")
        make_job("todo", now, task="portal:send-letter")
    make_job("failed", now)

    state, works = (
        " ".join(client.get(reverse(name)).text.replace("\xa0", " ").split())
        for name in ("hosting:portal-state", "reporting:work-list")
    )

    assert "En attente ou en cours : 3" in state
    assert "Non aboutis : 1. En attente ou en cours : 3" in works
    assert "Non aboutis : 1. En attente ou en cours : 3" in (
        " ".join(client.get(reverse("reporting:work-list"), {"genre": "letter"}).text.replace("\xa0", " ").split())
    )
    assert "1 travail n’a pas abouti" in state


def test_clocks_apart_are_said():
    assert look("clock").verdict == "bon"
    assert look("clock", now=timezone.now() - timedelta(seconds=20)).verdict == "attention"
    finding = look("clock", now=timezone.now() + timedelta(hours=2))
    assert (finding.verdict, "120\u00a0minutes" in finding.observed) == ("mauvais", True)


def make_version(organism, network) -> Version:
    content = '{"name": "essai"}'
    return Version.objects.create(
        report=make_annual(organism, network), number=1, content=content, code="0123456789ABCDEF", frozen_by=network,
        sha256=sha256(content.encode()).hexdigest(),
    )  # fmt: skip


def test_what_is_kept_and_was_altered_is_said(organism, network, staff, settings):
    factories.make_activity(organism, by=staff, immigrants=7)
    version = make_version(organism, network)
    document = Document(version=version, format="pdf", size=5, sha256=sha256(b"%PDF-").hexdigest())
    document.file.save("essai.pdf", ContentFile(b"%PDF-"))
    assert [look(key).verdict for key in ("sums", "papers", "journal")] == ["bon"] * 3
    assert "Tous relus (2" in look("papers", every_paper=True).observed

    MonthlySum.objects.filter(organism=organism).update(value=99)
    assert "diffère" in look("sums").observed

    run("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner(f"ALTER TABLE reporting_version DISABLE TRIGGER {trigger()}")
    as_owner("UPDATE reporting_version SET content = '{}'")
    assert "0123456789ABCDEF" in look("papers").observed
    path = Path(document.file.path)
    path.write_bytes(b"%PDF+")
    assert document.file.name in look("papers").observed
    path.unlink()
    assert look("papers", every_paper=True).verdict == "mauvais"

    as_owner("ALTER TABLE organisms_networkseat DISABLE TRIGGER USER")
    NetworkSeat.objects.update(role="analyst")
    assert "organisms_networkseat (1)" in look("journal").observed


def test_a_machine_without_room_folders_or_letters_is_said(settings, monkeypatch, tmp_path):
    settings.VAR_DIR, settings.BACKUP_DIR = tmp_path, ""
    settings.MEDIA_ROOT.mkdir(exist_ok=True)
    assert [look(key).verdict for key in ("folders", "pdf")] == ["bon"] * 2
    room = SimpleNamespace(total=100 * machine.GIGABYTE, free=40 * machine.GIGABYTE)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: room)
    assert look("disk").verdict == "bon"
    room.free = 8 * machine.GIGABYTE
    assert look("disk").verdict == "attention"
    room.free = machine.GIGABYTE // 2
    assert look("disk").verdict == "mauvais"

    assert look("antivirus").verdict == "bon"
    settings.CLAMD = f"127.0.0.1:{free_port()}"
    assert "est refusé" in look("antivirus").observed

    settings.BACKUP_DIR = str(tmp_path / "absent")
    assert "absent n’existe pas" in look("folders").observed
    monkeypatch.setattr(machine.ffi, "harfbuzz_subset", None)
    assert "libharfbuzz-subset0" in look("pdf").act
    monkeypatch.setattr(machine.faces, "TEXT_FACES", ("fonts/absent.woff2",))
    assert look("pdf").verdict == "mauvais"


def test_backups_that_are_old_or_absent_are_said(settings, tmp_path):
    settings.BACKUP_DIR = ""
    assert look("backups").verdict == "mauvais"
    settings.BACKUP_DIR = str(tmp_path)
    (tmp_path / "empty.tar").touch()
    (tmp_path / ".part").write_text("x")
    assert look("backups").verdict == "mauvais"
    (tmp_path / "2026-11-29").mkdir()
    (tmp_path / "2026-11-29" / "base.dump").write_text("x")
    now = timezone.now()
    ages = (timedelta(), timedelta(days=2), timedelta(days=9))
    assert [look("backups", now=now + age).verdict for age in ages] == ["bon", "attention", "mauvais"]


def test_settings_that_no_server_has_are_said(settings):
    settings.HTTPS, settings.MFA_REQUIRED, settings.SITE_URL = True, True, "https://portail.test"
    assert look("settings").verdict == "bon"
    assert look("deploy").verdict != "bon"  # tests do without what Django asks of a server
    for name, value, words in (
        ("DEMO", True, "démonstration"), ("HTTPS", False, "sans https"),
        ("MFA_REQUIRED", False, "deuxième étape"), ("DEBUG", True, "DEBUG est à 1"),
    ):  # fmt: skip
        setattr(settings, name, value)
        assert words in look("settings").observed


def test_thresholds_in_force_are_said_and_those_lower_than_before(settings, network):
    settings.MASKING_THRESHOLDS = {"network": 5, "organism": 5, "funder": 10, "public": 10}
    found = look("masking")
    assert (found.verdict, "de 1 à 9 pour les bailleurs" in found.observed) == ("bon", True)
    assert "de 1 à 4 pour le réseau" in found.observed
    content = json.dumps({"masked_under": 20})
    digest = sha256(content.encode()).hexdigest()
    BarometerVersion.objects.create(year=2025, number=1, content=content, sha256=digest, frozen_by=network)
    found = look("masking")
    assert (found.verdict, "les nombres de 1 à 19" in found.observed) == ("attention", True)
    assert "de 1 à 9 seulement, pour tout le monde" in found.observed
    settings.MASKING_THRESHOLDS = settings.MASKING_THRESHOLDS | {"public": 20}
    assert look("masking").verdict == "bon"


def test_a_post_that_refuses_is_said_and_one_that_opens_takes_a_letter(settings):
    settings.LETTER_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert look("smtp").verdict == "attention"
    settings.LETTER_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"
    settings.EMAIL_PORT = free_port()
    assert look("smtp").verdict == "mauvais"
    with post(settings.EMAIL_PORT, "whole") as office:
        assert look("smtp").observed.endswith("répond.")
        assert "a pris un courriel d’essai" in look("smtp", mail_to="a@b.test").observed
        assert ["To: a@b.test" in letter for letter in office.letters] == [True]


def test_an_issuer_that_does_not_answer_for_itself_is_said(settings):
    assert look("issuer").verdict == "bon"
    settings.ISSUER = issuer_at(f"http://127.0.0.1:{free_port()}")
    assert (look("issuer").verdict, "qui répond" in look("issuer").observed) == ("attention", True)
    with running_issuer() as address:
        settings.ISSUER = issuer_at(address)
        assert look("issuer").observed == f"{address} répond."
        settings.ISSUER = issuer_at(address.replace("127.0.0.1", "localhost"))
        assert look("issuer").verdict == "bon"
        settings.ISSUER = issuer_at(f"{address}/users")
        assert look("issuer").verdict == "attention"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"issuer": "https://autre.test"}, "un autre nom\u00a0: https://autre.test"),
        ({"authorization_endpoint": "https://connexion.test/a"}, "n’iront pas\u00a0: https://connexion.test"),
        ({"token_endpoint": ""}, "ne dit pas token_endpoint"),
    ],
)
def test_what_an_issuer_says_wrongly_is_said(settings, monkeypatch, said, words):
    settings.ISSUER = issuer_at("https://id.test")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    document = {"issuer": "https://id.test", **{name: f"https://id.test/{name}" for name in names}, **said}
    answer = requests.Response()
    answer.status_code, answer._content = 200, json.dumps(document).encode()
    monkeypatch.setattr("hosting.doctor.checks.issuer.requests.get", lambda url, timeout: answer)
    assert words in look("issuer").observed
    assert look("issuer").act


def test_a_certificate_that_ends_is_said(settings, monkeypatch, tmp_path):
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert look("certificate").verdict == "attention"
    settings.SITE_URL = "https://localhost:1"
    assert "ne répond pas" in look("certificate").observed
    with serving_certificate(tmp_path, ends_in=timedelta(days=-1)) as port:
        settings.SITE_URL = f"https://localhost:{port}"
        assert "a pris fin" in look("certificate").observed
    with serving_certificate(tmp_path, ends_in=timedelta(days=90)) as port:
        settings.SITE_URL = f"https://localhost:{port}"
        assert "Un navigateur refuse" in look("certificate").observed
        monkeypatch.setattr(address, "distrust", lambda host, number: "")
        assert look("certificate").verdict == "bon"
        assert look("certificate", now=timezone.now() + timedelta(days=80)).verdict == "attention"


def test_a_check_that_breaks_is_a_line_and_stops_no_other():
    broken = Check("broken", Group.DATABASE, "Essai", lambda asked: run("SELECT 1 / 0"), asks_database=True)
    finding = look_at(broken, Asked(timezone.now()))
    assert (finding.verdict, "DataError" in finding.observed) == ("mauvais", True)
    assert look("version").verdict == "bon"


def test_the_command_says_it_all_keeps_it_and_ends_with_a_code(settings):
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json", "--keep", stdout=out)
    said = json.loads(out.getvalue())
    assert (ended.value.code, said["verdict"], said["version"]) == (2, "mauvais", settings.VERSION)
    assert {line["key"] for line in said["lines"]} == set(CHECKS)
    assert all(line["act"] for line in said["lines"] if line["verdict"] != "bon")
    kept = Examination.objects.get()
    assert [line["key"] for line in kept.lines] == [line["key"] for line in said["lines"]]

    old = Examination.objects.create(at=timezone.now() - KEPT - timedelta(days=1), verdict="bon", lines=[])
    examine_portal(0)
    assert Examination.objects.count() == 2
    assert kept in Examination.objects.all()
    assert old not in Examination.objects.all()
    with pytest.raises(SystemExit):
        call_command("doctor", stdout=out)
    assert "En tout\u00a0: mauvais." in out.getvalue()


def test_four_faults_at_once_are_on_the_page_of_the_network(client_for, network, settings, monkeypatch, tmp_path):
    """The disk is full, the clock two hours off, the certificate ended, and the post refuses our letters."""
    room = SimpleNamespace(total=100 * machine.GIGABYTE, free=0)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: room)
    settings.VAR_DIR, settings.LETTER_BACKEND = tmp_path, SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with serving_certificate(tmp_path, ends_in=timedelta(days=-1)) as port:
        settings.SITE_URL = f"https://localhost:{port}"
        keep_examination(run_doctor(Asked(timezone.now() + timedelta(hours=2))))
    page = client_for(network).get("/etat/").text.replace("\u00a0", " ")
    for words in ("Il reste 0,0 Go", "120 minutes", "a pris fin", "ne prend pas nos courriels"):
        assert words in page, words


def test_the_page_shows_the_last_examination_to_the_network(client_for, network):
    client = client_for(network)
    assert "ne l’a pas encore fait" in client.get("/etat/").text
    line = {"key": "disk", "group": "Serveur", "words": "Disque", "found": "Plein.", "act": "Videz."}
    Examination.objects.create(
        verdict="mauvais", at=timezone.now() - timedelta(hours=4), lines=[line | {"verdict": "mauvais"}]
    )
    page = client.get("/etat/").text
    assert [words in page for words in ("Plein.", "Videz.", "depuis plus de trois heures", "Mauvais")] == [True] * 4
