"""Wrong passwords are counted by account and place: they slow down, then close, and a link by mail opens."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisms.accounts import attempts
from organisms.accounts.allauth_adapters import words_of
from organisms.accounts.attempts import Kind, many_wait, pair_wait
from organisms.models import Attempt
from tests.factories import make_user

PASSWORD = "un long chemin de gravier"
LOGIN = "/compte/login/"
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
NOW = timezone.now()


@pytest.fixture
def director_account(db):
    return make_user("Louise Bergeron-Diallo", email="louise@example.org", password=PASSWORD)


def try_password(password, place, email="louise@example.org"):
    return Client(REMOTE_ADDR=place).post(LOGIN, {"login": email, "password": password})


def wrong(times, place, **who):
    """As many wrong passwords, each after the wait that the one before asked for."""
    for _ in range(times):
        Attempt.objects.update(at=attempts.timezone.now() - timedelta(minutes=2))
        page = try_password("ce n’est pas le bon", place, **who)
    return page


def minutes_ago(*minutes):
    return [NOW - timedelta(minutes=minute) for minute in minutes]


@pytest.mark.parametrize(
    ("tries", "seconds"),
    [
        ([], 0), ([0], 0), ([1, 0], 0), ([2, 1, 0], 15), ([3, 2, 1, 0], 60), ([4, 3, 2, 1, 0], 900),
        ([9, 8, 7, 6, 5], 600), ([2, 1, 1], -45),
    ],
)  # fmt: skip
def test_one_account_at_one_place_slows_down_then_closes(tries, seconds):
    assert pair_wait(minutes_ago(*tries), NOW).total_seconds() == seconds


def test_many_tries_wait_for_the_oldest_that_counts():
    tries = minutes_ago(9, 8, 7)
    assert many_wait(tries, 4, timedelta(minutes=15), NOW) == timedelta()
    assert many_wait(tries, 3, timedelta(minutes=15), NOW) == timedelta(minutes=6)
    assert many_wait(tries, 2, timedelta(minutes=15), NOW) == timedelta(minutes=7)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(milliseconds=1), "1 seconde"), (timedelta(seconds=15), "15 secondes"),
        (timedelta(seconds=90), "90 secondes"), (timedelta(seconds=91), "2 minutes"),
        (timedelta(minutes=15), "15 minutes"),
    ],
)  # fmt: skip
def test_a_wait_is_said_in_words(wait, words):
    assert words_of(wait) == words


def test_wrong_passwords_from_elsewhere_keep_nobody_out(director_account):
    for _ in range(5):
        wrong(1, ELSEWHERE)
    assert "Attendez" in try_password(PASSWORD, ELSEWHERE).content.decode()
    assert try_password(PASSWORD, HERE).status_code == 302


def test_the_third_wrong_password_asks_for_a_wait_and_the_fifth_closes(director_account):
    wrong(3, HERE)
    assert "Attendez 15 secondes" in try_password(PASSWORD, HERE).content.decode()
    wrong(2, HERE)
    page = try_password(PASSWORD, HERE).content.decode()
    assert "Attendez 15 minutes, ou demandez un lien par courriel" in page
    assert reverse("account_reset_password") in page


def test_a_refused_try_is_not_counted(director_account):
    wrong(3, HERE)
    for _ in range(4):
        try_password("encore", HERE)
    assert Attempt.objects.filter(kind=Kind.PASSWORD).count() == 3


def test_a_good_password_forgets_the_wrong_ones_of_its_place_only(director_account):
    wrong(2, HERE)
    wrong(1, ELSEWHERE)
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=2))
    assert try_password(PASSWORD, HERE).status_code == 302
    assert list(Attempt.objects.filter(kind=Kind.PASSWORD).values_list("origin", flat=True)) == [ELSEWHERE]


def test_one_place_that_tries_many_accounts_is_closed(director_account):
    for number in range(attempts.ORIGIN_MOST):
        try_password("au hasard", ELSEWHERE, email=f"p{number}@example.org")
    assert "Attendez" in try_password(PASSWORD, ELSEWHERE).content.decode()
    assert try_password(PASSWORD, HERE).status_code == 302


def test_a_place_that_tries_many_accounts_leaves_those_who_enter_there(director_account):
    assert try_password(PASSWORD, HERE).status_code == 302
    for number in range(attempts.ORIGIN_MOST):
        try_password("au hasard", HERE, email=f"p{number}@example.org")
    assert "Attendez" in try_password("au hasard", HERE, email="p0@example.org").content.decode()
    assert try_password(PASSWORD, HERE).status_code == 302


def test_guesses_from_many_places_leave_the_places_already_known(director_account):
    assert try_password(PASSWORD, HERE).status_code == 302
    for number in range(attempts.ACCOUNT_MOST):
        try_password("au hasard", f"198.51.100.{number}")
    assert "Attendez" in try_password(PASSWORD, "192.0.2.200").content.decode()
    assert try_password(PASSWORD, HERE).status_code == 302


def test_places_of_one_network_are_one_place(director_account):
    for number in range(1, 6):
        wrong(1, f"2001:db8:1:2::{number:x}")
    assert "Attendez" in try_password(PASSWORD, "2001:db8:1:2::ffff").content.decode()


def test_unknown_and_known_addresses_are_slowed_down_alike(director_account):
    for email in ("louise@example.org", "inconnue@example.org"):
        wrong(5, HERE, email=email)
        assert "Attendez 15 minutes" in try_password(PASSWORD, HERE, email=email).content.decode()


def test_a_link_by_mail_opens_what_wrong_passwords_closed(director_account):
    wrong(5, HERE)
    client = Client(REMOTE_ADDR=HERE)
    client.post(reverse("account_reset_password"), {"email": director_account.email})
    link = re.search(r"/compte/password/reset/key/\S+", mail.outbox[0].body).group()
    address = client.get(link, follow=True).redirect_chain[-1][0]
    new = "une autre route de terre"
    client.post(address, {"password1": new, "password2": new})
    assert client.get(reverse("organisms:profile")).status_code == 200
    assert try_password(new, HERE).status_code == 302


def test_reset_letters_are_three_an_hour_and_the_page_says_nothing(director_account):
    pages = [
        Client().post(reverse("account_reset_password"), {"email": "louise@example.org"}, follow=True) for _ in range(5)
    ]
    assert len(mail.outbox) == 3
    assert len({(page.status_code, page.redirect_chain[-1][0]) for page in pages}) == 1


@pytest.mark.django_db
def test_one_place_asks_for_twenty_letters_an_hour_to_whomever():
    for number in range(25):
        Client(REMOTE_ADDR=HERE).post(reverse("account_reset_password"), {"email": f"inconnue{number}@example.org"})
    assert len(mail.outbox) == 20


def test_an_address_that_was_only_typed_is_not_kept(director_account):
    wrong(1, HERE, email="mot-de-passe-tape-la@example.org")
    row = Attempt.objects.values().get()
    assert "mot-de-passe" not in str(row)
    assert str(Attempt.objects.get()).startswith("Essai de mot de passe, ")


def test_counters_are_purged_by_age_and_no_sooner(db):
    ages = {Kind.PASSWORD: [2, 25], Kind.LOGIN: [25, 24 * 31], Kind.RESET_LETTER: [2, 25]}
    for kind, hours in ages.items():
        for hour in hours:
            Attempt.objects.create(kind=kind, subject="x", at=timezone.now() - timedelta(hours=hour))
    assert attempts.purge_attempts() == 3
    assert Attempt.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_count_as_ten():
    make_user("Louise", email="louise@example.org", password=PASSWORD)

    def guess(_):
        try:
            attempts.begin_password_try(email="louise@example.org", origin=HERE)
        except attempts.TooSoon:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(guess, range(10))) == 3
