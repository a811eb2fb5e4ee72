"""Setting up: answers that are refused, what is written and for whom, the two roles, the first person."""

import os
import subprocess
import sys
from io import StringIO
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings as portal
from django.core.management import CommandError, call_command
from django.db import connection
from dotenv import dotenv_values

from hosting.setup.answers import QUESTIONS, Answers, fault_of
from organisms.models import NetworkSeat, User
from roriq_portal.database.roles import has_two_roles
from tests.issuers import BELIEVED, DOUBTED

GOOD = {
    "address": "https://portail.reseau.test",
    "mail_from": "portail@reseau.test",
    "administrator_name": "Ève Tremblay",
    "administrator_mail": "eve@reseau.test",
}
SCRATCH = "rq_scratch_setup"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("address", "http://portail.reseau.test", "passeraient en clair"),
        ("address", "portail.reseau.test", "au complet"),
        ("address", "https://reseau.test/portail", "à lui seul"),
        *(
            ("address", f"https://{odd}", "au complet")
            for odd in (
                "[",
                "*",
                ".reseau.test",
                "a,b.test",
                "un réseau.test",
                "reseau.test:port",
                "qui:quoi@reseau.test",
            )
        ),
        ("mail_from", "portail", "Écrivez un courriel"),
        ("mail_from", "portail@example.org", "exemple"),
        ("administrator_mail", "a@b", "Écrivez un courriel"),
        ("administrator_name", " ", "Écrivez un nom"),
        ("mail_port", "0", "Un port"),
        ("issuer", "accounts.google.com", "au complet"),
        ("issuer", "http://accounts.google.com", "répondre en https"),
        ("issuer", "https://login.microsoftonline.com/common/v2.0", "locataire"),
        ("issuer_domains", "exemple.org, @autre", "Écrivez des domaines"),
        ("mail_port", "465", "587"),
        ("mail_password", 'a"b', "barre oblique"),
        ("mail_password", "a$b", "barre oblique"),
        ("secret_key", "court", "Trop courte"),
        ("secret_key", "ab" * 40, "Trop courte ou trop répétée"),
        ("database", "Base Une", "minuscules"),
        ("var_dir", "var", "à partir de la racine"),
    ],
)
def test_a_weak_answer_is_refused_in_a_sentence(name, value, words):
    assert words in fault_of(name, value)


def test_an_issuer_is_refused_here_as_the_settings_refuse_it():
    assert [address for address in BELIEVED if fault_of("issuer", address)] == []
    for address, words in DOUBTED.items():
        assert words in fault_of("issuer", address), address


def test_good_answers_are_not_refused():
    defaults = {name: asked["default"] for name, asked in QUESTIONS.items()}
    assert Answers(**defaults | GOOD).faults() == {}
    for address in ("http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000", "https://portail.reseau.test/"):
        assert fault_of("address", address) == ""
    assert Answers(**defaults | GOOD | {"issuer": "https://id.test"}).faults().keys() == {
        "issuer_client", "issuer_password", "issuer_domains"
    }  # fmt: skip
    odd = {"database_url": "postgresql://[", "owner_database_url": "postgresql://["}
    assert "deux rôles" in Answers(**defaults | GOOD | odd).faults()["owner_database_url"]
    one_role = {"database_url": "postgresql://a@h/b", "owner_database_url": "postgresql://a@h/b"}
    assert "deux rôles" in Answers(**defaults | GOOD | one_role).faults()["owner_database_url"]
    assert "owner_database_url" in Answers(**defaults | GOOD | {"database_url": "postgresql://a@h/b"}).faults()


def set_up(path, **changes) -> str:
    out = StringIO()
    flags = {"file": path, "unattended": True, "no_prepare": True, **GOOD, **changes}
    call_command("setup", stdout=out, **flags)
    return out.getvalue()


def test_nothing_is_written_while_one_answer_is_refused(tmp_path):
    with pytest.raises(CommandError) as refused:
        set_up(tmp_path / "portail.env", address="http://ailleurs.test", mail_from="x")
    assert "--address" in str(refused.value)
    assert "--mail-from" in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_an_account_that_is_not_there_is_refused_before_anything(tmp_path):
    with pytest.raises(CommandError, match=r"adduser|comme root"):
        set_up(tmp_path / "portail.env", account="roriq_nobody")
    assert list(tmp_path.iterdir()) == []


def test_the_command_begins_where_there_are_no_settings_yet(tmp_path):
    command = [sys.executable, "manage.py", "setup", "--unattended", "--file", tmp_path / "portail.env"]
    done = subprocess.run(
        command, cwd=portal.BASE_DIR, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True
    )
    assert (done.returncode, "Rien n’a été écrit." in done.stderr) == (1, True), done.stderr


def test_questions_are_asked_again_until_the_answer_is_good(tmp_path, monkeypatch):
    typed = iter(["ailleurs", "https://portail.reseau.test", "x@reseau.test", "", "", "", "Ève", "e@reseau.test", ""])
    # One who says an issuer is asked the rest; « » to the second step is « asked »
    issuer = ["ailleurs", "http://id.test", "https://id.test/", "portail", "", "reseau.test", "peut-etre", ""]
    typed = iter([*typed, *issuer])
    monkeypatch.setattr("builtins.input", lambda words: next(typed))
    secrets = iter(["", "un secret"])
    monkeypatch.setattr("hosting.management.commands.setup.getpass.getpass", lambda words: next(secrets))
    bases = {"database_url": "postgresql://a@h/b", "owner_database_url": "postgresql://o@h/b"}
    err = StringIO()
    call_command("setup", file=tmp_path / "portail.env", no_prepare=True, stdout=StringIO(), stderr=err, **bases)
    assert "au complet" in err.getvalue()
    assert "répondre en https" in err.getvalue()
    assert "asked ou trusted" in err.getvalue()
    written = dotenv_values(tmp_path / "portail.env")
    assert {name: written[name] for name in written if name.startswith("OIDC_")} == {
        "OIDC_ISSUER": "https://id.test", "OIDC_CLIENT_ID": "portail", "OIDC_CLIENT_SECRET": "un secret",
        "OIDC_NAME": "Microsoft 365", "OIDC_DOMAINS": "reseau.test", "OIDC_SECOND_STEP": "asked",
    }  # fmt: skip
    assert list(typed) == []
    assert 'SITE_URL="https://portail.reseau.test"' in (tmp_path / "portail.env").read_text()


@pytest.fixture
def admin_address():
    """The owner of the tests may make databases; what is made is gone after the test, as it was not there before."""
    if not has_two_roles():
        pytest.skip("DATABASE_URL alone: one role does everything")
    owner, place = portal.OWNER_DATABASE, connection.settings_dict
    address = f"postgresql://{owner['USER']}:{owner['PASSWORD']}@{quote(place['HOST'], safe='')}/postgres"
    _forget(address)
    yield address
    _forget(address)


def _forget(address):
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")
        for role in (f"{SCRATCH}_app", SCRATCH):
            server.execute(f"DROP ROLE IF EXISTS {role}")


def test_a_server_is_set_up_with_two_roles_and_private_files(tmp_path, admin_address):
    path = tmp_path / "etc" / "portail.env"
    said = set_up(path, admin_database=admin_address, database=SCRATCH)
    assert "systemctl enable" in said

    owners = path.with_name("portail-proprietaire.env")
    assert [oct(os.stat(one).st_mode)[-3:] for one in (path, owners)] == ["600", "600"]
    assert "OWNER" not in path.read_text()
    written = dotenv_values(path) | dotenv_values(owners)
    assert written["DEFAULT_FROM_EMAIL"] == "Portail RORIQ <portail@reseau.test>"
    assert len(written["SECRET_KEY"]) >= 50
    shell = subprocess.run(["sh", "-c", f". {path} && echo $DEFAULT_FROM_EMAIL"], capture_output=True, text=True)
    assert shell.stdout.strip() == written["DEFAULT_FROM_EMAIL"]

    with psycopg.connect(written["OWNER_DATABASE_URL"]) as base:
        found = base.execute(
            "SELECT rolname, rolsuper, rolcreaterole, rolpassword IS NOT NULL FROM pg_roles"
            " WHERE rolname LIKE %s ORDER BY 1", [f"{SCRATCH}%"]
        ).fetchall()  # fmt: skip
        assert found == [(SCRATCH, False, True, True), (f"{SCRATCH}_app", False, False, True)]
        base.execute("CREATE TABLE of_the_owner (id int)")
        base.commit()
    with psycopg.connect(written["DATABASE_URL"]) as base, pytest.raises(psycopg.errors.InsufficientPrivilege):
        base.execute("SELECT * FROM of_the_owner")

    with pytest.raises(CommandError, match="Ses clés ouvrent"):
        set_up(path, admin_database=admin_address, database=SCRATCH)
    with pytest.raises(CommandError, match=f"La base {SCRATCH} existe déjà"):
        set_up(tmp_path / "other.env", admin_database=admin_address, database=SCRATCH)
    with pytest.raises(CommandError, match="PostgreSQL refuse"):
        set_up(tmp_path / "other.env", admin_database="postgresql://nobody@127.0.0.1:1/postgres")
    assert not (tmp_path / "other.env").exists()


@pytest.mark.django_db
def test_the_first_person_chooses_a_password_then_a_second_step(client, settings):
    settings.MFA_REQUIRED = True
    printed = [StringIO(), StringIO()]
    for out in printed:  # a second time, for whom the first link was lost
        call_command("first_person", name="Ève Tremblay", email="Eve@reseau.test", stdout=out)
    person = User.objects.get(email="eve@reseau.test")
    assert (person.has_usable_password(), NetworkSeat.objects.get().user) == (False, person)

    link = printed[1].getvalue().strip().removeprefix(settings.SITE_URL)
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    password = "glaces-et-marees-29"
    entered = client.post(form, {"password1": password, "password2": password}, follow=True)
    assert entered.context["user"] == person
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/compte/deuxieme-etape/" or "étape" in entered.text

    with pytest.raises(CommandError, match="déjà une personne"):
        call_command("first_person", name="Ève Tremblay", email="eve@reseau.test", stdout=StringIO())
    with pytest.raises(CommandError, match="déjà une personne"):
        call_command("first_person", name="Autre", email="autre@reseau.test", stdout=StringIO())
