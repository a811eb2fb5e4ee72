"""Phone and codes are lost: the network removes a second step after a check, and nobody does it alone or unseen."""

import pghistory
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisms.accounts.second_step.recovery import RESETS, ResetRefused, reset_second_step
from organisms.models import SecondStepReset, User
from organisms.seats.history import network_history
from tests.factories import make_network_user, make_seated_user, make_user
from tests.jobs import run_pending_jobs
from tests.refusals import as_owner, refused_to_both

pytestmark = pytest.mark.django_db
PASSWORD = "un long chemin de gravier"
SAID = {"checked": "called", "reason": "Téléphone tombé dans le lac"}


@pytest.fixture
def louise(organism):
    person = make_seated_user("Louise Bergeron", organism, "director")
    person.set_password(PASSWORD)
    person.save()
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    return person


@pytest.fixture
def watcher(network):
    return make_network_user("Ana Vachon")


def page_of(person) -> str:
    return reverse("organisms:person-detail", args=[person.pk])


def sql(words, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words, values)


def test_a_lost_second_step_is_removed_after_a_check_and_everybody_is_told(
    client_for, network, watcher, louise, django_capture_on_commit_callbacks
):
    there = Client()
    there.post(reverse("account_login"), {"login": louise.email, "password": PASSWORD})
    password = User.objects.get(pk=louise.pk).password
    browser = client_for(network)
    assert "Son mot de passe ne change pas" in browser.get(page_of(louise)).text
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(page_of(louise), SAID, follow=True)
    run_pending_jobs()
    assert "Deuxième étape retirée" in answer.text
    assert "Téléphone tombé dans le lac" in answer.text
    assert not Authenticator.objects.filter(user=louise).exists()
    assert User.objects.get(pk=louise.pk).password == password
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(letters) == {louise.email, watcher.email}
    assert "appel au numéro déjà connu de la personne" in letters[louise.email]
    assert "Ce n’est pas vous" in letters[louise.email]
    assert watcher.email in letters[louise.email]
    assert network.name in letters[watcher.email]
    assert "Téléphone tombé dans le lac" in letters[watcher.email]
    (record,) = SecondStepReset.objects.all()
    assert (record.by, record.person, record.parts) == (network, louise, 2)
    step = network_history()[0]
    assert "Motif : Téléphone tombé dans le lac" in step.words
    assert (step.place, step.by) == (louise.name, network.name)
    # What was half open is closed, the password opens, and a new second step is asked first
    assert there.get(reverse("mfa_authenticate")).status_code == 302
    entered = Client()
    entered.post(reverse("account_login"), {"login": louise.email, "password": PASSWORD})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.MFA_REQUIRED", True)
        assert entered.get(reverse("home")).headers["Location"] == reverse("organisms:second-step")


def test_running_sessions_of_the_person_end(client_for, network, organism):
    person = make_seated_user("Paul Roy", organism, "staff")
    person.set_password(PASSWORD)
    person.save()
    there = Client()
    there.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert there.get(reverse("organisms:profile")).status_code == 200
    TOTP.activate(person, generate_totp_secret())
    client_for(network).post(page_of(person), SAID)
    assert there.get(reverse("organisms:profile")).status_code == 302


def test_what_is_refused_says_why_and_removes_nothing(client_for, network, louise):
    browser = client_for(network)
    for said, words in [
        ({**SAID, "checked": ""}, "Dites comment vous avez vérifié."),
        ({**SAID, "checked": "parole"}, "Sélectionnez un choix valide"),
        ({**SAID, "reason": "  "}, "Dites pourquoi."),
        ({**SAID, "reason": "m" * 301}, "300 signes au plus"),
    ]:
        assert words in browser.post(page_of(louise), said).text
    for person, words in [(network, "sa propre deuxième étape"), (make_user("Sans étape"), "rien à retirer")]:
        assert words in browser.post(page_of(person), SAID).text
    assert Authenticator.objects.filter(user=louise).count() == 2
    assert not SecondStepReset.objects.exists()


def test_no_more_than_ten_in_a_day(network, organism):
    for rank in range(RESETS.most + 1):
        person = make_user(f"Personne {rank}")
        TOTP.activate(person, generate_totp_secret())
        if rank < RESETS.most:
            reset_second_step(person=person, by=network, **SAID)
    with pytest.raises(ResetRefused, match="la limite"):
        reset_second_step(person=person, by=network, **SAID)
    assert person.authenticator_set.exists()


def test_the_database_keeps_who_may_and_its_record(network, coordinator, analyst, louise):
    insert = "INSERT INTO organisms_secondstepreset (person_id, by_id, checked, reason, parts, at)"
    values = f"{insert} VALUES (%s, %s, %s, %s, 2, '2020-01-01')"
    for by, checked, reason in [
        (network, "called", ""),
        (network, "dit-elle", "Perdu"),
        (coordinator, "called", "Perdu"),
        (analyst, "called", "Perdu"),
    ]:
        with pytest.raises(IntegrityError):
            sql(values, louise.pk, by.pk, checked, reason)
    with pytest.raises(IntegrityError, match="second_step_reset_of_another"):
        sql(values, network.pk, network.pk, "called", "Perdu")
    # Without a record, neither the portal's role nor the owner removes or moves a part; nor as somebody else
    for words in ("DELETE FROM mfa_authenticator WHERE user_id = %s",):
        refused_to_both(words, louise.pk, words="removed with its record")
    with pytest.raises(IntegrityError, match="removed with its record"):
        as_owner("UPDATE mfa_authenticator SET user_id = %s WHERE user_id = %s", coordinator.pk, louise.pk)
    with pghistory.context(user=coordinator.pk), pytest.raises(IntegrityError), transaction.atomic():
        Authenticator.objects.filter(user=louise).delete()
    assert Authenticator.objects.filter(user=louise).count() == 2
    with pghistory.context(user=louise.pk):
        Authenticator.objects.filter(user=louise, type="recovery_codes").delete()
    # With one it goes, and the record is of that moment, whatever was said, and stays
    sql(values, louise.pk, network.pk, "called", "Perdu")
    record = SecondStepReset.objects.get()
    assert record.at.year > 2020
    with pghistory.context(user=network.pk):
        Authenticator.objects.filter(user=louise).delete()
    refused_to_both("UPDATE organisms_secondstepreset SET reason = 'Autre' WHERE id = %s", record.pk)
    refused_to_both("DELETE FROM organisms_secondstepreset WHERE id = %s", record.pk)


def test_the_list_says_how_each_person_enters(client_for, network, louise, organism):
    codes = RecoveryCodes(louise.authenticator_set.get(type="recovery_codes"))
    codes.validate_code(codes.get_unused_codes()[0])
    make_seated_user("Zoé Sans-Étape", organism, "staff")
    browser = client_for(network)
    address = reverse("organisms:person-list")
    page = browser.get(address, {"q": "Bergeron"}).text
    assert "application" in page
    assert "Direction, La Croisée boréale" in page
    assert ">9<" in page.replace("\n", "").replace(" ", "")
    without = browser.get(address, {"etape": "non"}).text
    assert "Zoé Sans-Étape" in without
    assert "Louise Bergeron" not in without
    assert "Louise Bergeron" in browser.get(address, {"etape": "oui"}).text
    browser.get(address)  # the count beside « À faire » is read at the first pages only
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for rank in range(10):
        make_seated_user(f"Personne {rank}", organism, "staff")
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(few) == len(many) <= 15


def test_addresses_of_accounts_are_one_whatever_their_case(louise):
    name, _, domain = louise.email.partition("@")
    written = f"{name.upper()}@{domain}"
    with pytest.raises(IntegrityError, match="user_email_once"), transaction.atomic():
        User.objects.bulk_create([User(email=written, name="Une autre", password="!")])
    other = make_user("Une autre")
    with pytest.raises(IntegrityError, match="user_email_once"):
        as_owner("UPDATE organisms_user SET email = %s WHERE id = %s", written, other.pk)
    with pytest.raises(IntegrityError):
        User.objects.create_user(written)
    as_written = "UPDATE account_emailaddress SET email = %s WHERE user_id = %s"
    with pytest.raises(IntegrityError, match="verified_address_once"):
        sql(as_written, written, other.pk)
    sentence = "Un compte a déjà ce courriel."
    other.email = written
    with pytest.raises(Exception, match=sentence):
        other.validate_constraints()
