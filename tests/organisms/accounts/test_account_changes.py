"""Whoever has an account learns what changes in the way they enter, and from where."""

import re
from io import StringIO
from pathlib import Path

import allauth
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from tests.jobs import run_pending_jobs

pytestmark = pytest.mark.django_db
PASSWORD = "un long chemin de gravier"
NEW = "une autre route de terre"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
LETTER = settings.BASE_DIR / "templates/emails/organisms/account_change.txt"


@pytest.fixture
def person():
    return make_user("Louise", email="louise@example.org", password=PASSWORD)


def enter(**answers):
    browser = Client(HTTP_USER_AGENT=FIREFOX)
    browser.post(reverse("account_login"), {"login": "louise@example.org", "password": PASSWORD, **answers})
    return browser


@pytest.fixture
def browser(person):
    browser = enter()
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


@pytest.fixture
def letter(django_capture_on_commit_callbacks):
    """The only letter that a change sends."""

    def after(change):
        with django_capture_on_commit_callbacks(execute=True):
            change()
        run_pending_jobs()
        (sent,) = mail.outbox
        return sent

    return after


def test_a_new_password_is_said_by_mail_with_its_device(browser, letter):
    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    sent = letter(lambda: browser.post(reverse("account_change_password"), fields))
    assert sent.to == ["louise@example.org"]
    assert "Votre mot de passe a été changé, le " in sent.body
    assert "depuis cet appareil\u00a0: Firefox sur Windows" in sent.body
    assert settings.SITE_URL + reverse("account_reset_password") in sent.body


def test_a_password_is_changed_also_when_no_mail_leaves(browser, person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert browser.post(reverse("account_change_password"), fields).status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_an_application_removed_is_said_by_mail(browser, person, letter):
    TOTP.activate(person, generate_totp_secret())
    sent = letter(lambda: browser.post(reverse("mfa_deactivate_totp")))
    assert "L’application a été retirée de votre deuxième étape" in sent.body


def test_new_recovery_codes_are_said_by_mail(browser, person, letter):
    TOTP.activate(person, generate_totp_secret())
    sent = letter(lambda: browser.post(reverse("mfa_generate_recovery_codes")))
    assert "De nouveaux codes de secours ont été faits" in sent.body


def test_every_change_that_allauth_tells_has_its_words():
    library = Path(allauth.__file__).parent
    sources = [path.read_text() for app in ("account", "mfa") for path in (library / app).rglob("flows/*.py")]
    sources += [path.read_text() for path in (library / "mfa").rglob("flows.py")]
    worded = {
        name
        for source in sources
        for name in re.findall(r'send_notification_mail\(\s*"[\w/]+/(\w+)"', source)
        if not name.startswith("email_")  # addresses are not changed here
    }
    assert len(worded) == 8
    assert [name for name in worded if f'"{name}"' not in LETTER.read_text()] == []


def test_recovery_codes_stand_each_on_its_line_and_copy_so(browser, person):
    TOTP.activate(person, generate_totp_secret())
    codes = RecoveryCodes.activate(person).get_unused_codes()
    page = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert re.findall(r'<li>\s*<span class="code">(\d+)</span>\s*</li>', page) == codes
    saved = browser.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert saved.split("\n")[: len(codes)] == codes


def test_devices_are_listed_in_words(browser):
    page = browser.get(reverse("usersessions_list")).content.decode()
    assert "Firefox sur Windows" in page
    assert "Mozilla" not in page


def test_a_session_opened_by_an_invitation_is_listed_and_ended_with_the_others(invite):
    _, token = invite(email="louise@example.org")
    first = Client(HTTP_USER_AGENT=FIREFOX)
    address = reverse("organisms:invitation-accept", args=[token])
    first.post(address, {"name": "Louise", "password": PASSWORD})
    assert first.get(reverse("organisms:profile")).status_code == 200
    assert first.session.get_expire_at_browser_close()
    assert UserSession.objects.get().session_key == first.session.session_key
    enter().post(reverse("usersessions_list"))
    assert first.get(reverse("organisms:profile")).status_code == 302


def test_the_second_step_says_what_to_do_when_phone_and_codes_are_lost(person):
    TOTP.activate(person, generate_totp_secret())
    page = enter().get(reverse("mfa_authenticate")).content.decode()
    assert "J’ai perdu mon téléphone et mes codes" in page
    assert "Appelez la coordination du réseau" in page
    assert f"{reverse('search:help')}#perdu" in page
    assert 'id="perdu"' in Client().get(reverse("search:help")).content.decode()


def test_a_lost_second_step_is_removed_on_request_and_the_person_is_told(browser, person, letter):
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    said = {"checked": "seen", "reason": "Téléphone volé"}
    sent = letter(lambda: call_command("remove_second_step", "Louise@example.org", stdout=StringIO(), **said))
    assert not Authenticator.objects.filter(user=person).exists()
    assert browser.get(reverse("organisms:profile")).status_code == 302
    assert "Votre deuxième étape au portail RORIQ a été retirée" in sent.body
    assert "par qui tient le serveur" in sent.body
    assert "Téléphone volé" in sent.body
    assert sent.to == ["louise@example.org"]


def test_nobodys_second_step_is_not_removed(person):
    with pytest.raises(CommandError):
        call_command("remove_second_step", "inconnue@example.org", checked="seen", reason="Perdu")
    with pytest.raises(CommandError, match="rien à retirer"):
        call_command("remove_second_step", person.email, checked="seen", reason="Perdu")
    with pytest.raises(CommandError, match="Say why"):
        call_command("remove_second_step", person.email, checked="seen", reason=" ")
