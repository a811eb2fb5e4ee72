"""Refusals say what to do next, in French, and lose nothing that was typed."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roriq_portal import views
from tests import factories

HTML = {"HTTP_ACCEPT": "text/html"}


@pytest.mark.parametrize("path", ["/%00/", "/organismes/?q=%00", "/verifier/?code=%00"])
def test_nul_bytes_are_answered_in_words(client_for, coordinator, path):
    response = client_for(coordinator).get(path)
    assert response.status_code == 400
    assert "Cette adresse ne se lit pas" in response.content.decode()


def test_an_absent_page_says_so(client_for, coordinator):
    response = client_for(coordinator).get("/rien/du/tout/")
    assert response.status_code == 404
    assert '<html lang="fr' in response.content.decode()


def test_an_address_that_only_receives_says_so_to_people(client_for, coordinator, organism):
    address = reverse("services:activity-bulk", args=[organism.pk])
    response = client_for(coordinator).get(address, **HTML)
    assert response.status_code == 405
    assert "Cette adresse ne s’ouvre pas d’elle-même" in response.content.decode()
    assert response.headers["Allow"]


def test_a_program_gets_no_page(client_for, coordinator, organism):
    response = client_for(coordinator).get(reverse("services:activity-bulk", args=[organism.pk]))
    assert (response.status_code, response.content) == (405, b"")


def test_the_last_page_stands_without_a_database(monkeypatch, rf):
    def no_database(*given, **named):
        raise OperationalError

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", no_database)
    response = views.server_error(rf.get("/"))
    assert response.status_code == 500
    assert 'lang="fr' in response.content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ],
)
def test_every_answer_to_a_person_carries_the_headers(client_for, coordinator, name, value):
    assert value in client_for(coordinator).get("/").headers[name]


def test_the_policy_lets_nothing_in_from_elsewhere(client_for, coordinator):
    policy = client_for(coordinator).get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def came_from(path):
    return {"HTTP_REFERER": f"http://testserver{path}"}


@pytest.mark.django_db
def test_a_button_pressed_after_the_session_leads_back_to_its_page():
    response = Client().post("/rapports/7/endosser/", {"note": "Bien reçu"}, **came_from("/rapports/7/"))
    target = urlsplit(response.headers["Location"])
    assert target.path == reverse("account_login")
    assert parse_qs(target.query) == {"next": ["/rapports/7/"]}


@pytest.mark.django_db
def test_a_page_of_another_site_is_never_where_one_goes_back_to():
    response = Client().post("/rapports/7/endosser/", {}, HTTP_REFERER="https://ailleurs.example/x/")
    assert parse_qs(urlsplit(response.headers["Location"]).query) == {"next": ["/rapports/7/endosser/"]}


def strict_client(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def test_a_form_of_an_older_session_comes_back_with_what_it_held(coordinator, organism):
    page = reverse("services:activity-add", args=[organism.pk])
    client = strict_client(coordinator)
    response = client.post(page, {"note": "Écrit avant", "day": "2025-06-03"}, **came_from(page))
    assert (response.status_code, response.headers["Location"]) == (302, page)
    again = client.get(page).content.decode()
    assert "Écrit avant" in again
    assert "Votre session a changé entre-temps" in again
    assert "Écrit avant" not in client.get(page).content.decode()


def test_a_form_of_a_strange_site_is_refused_and_nothing_of_it_kept(coordinator, organism):
    page = reverse("services:activity-add", args=[organism.pk])
    client = strict_client(coordinator)
    response = client.post(page, {"note": "Piège"})
    assert response.status_code == 403
    assert "Votre session a changé" in response.content.decode()
    assert "Piège" not in client.get(page).content.decode()


@pytest.mark.parametrize(
    "came",
    [
        {"HTTP_REFERER": "https://ailleurs.example/piege/"},
        {"HTTP_REFERER": "https://testserver.ailleurs.example/"},
        {"HTTP_REFERER": "http://testserver/o/1/", "HTTP_ORIGIN": "https://ailleurs.example"},
        {"HTTP_REFERER": "http://testserver/o/1/", "HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "https://ailleurs.example"},
    ],
)
def test_a_form_of_a_strange_site_is_never_given_back_filled(coordinator, organism, came):
    page = reverse("services:activity-add", args=[organism.pk])
    client = strict_client(coordinator)
    response = client.post(page, {"note": "Piège"}, **came)
    assert response.status_code == 403
    assert "typed_form" not in client.session
    assert "Piège" not in client.get(page).content.decode()


def test_a_form_of_our_page_whose_browser_says_so_comes_back(coordinator, organism):
    page = reverse("services:activity-add", args=[organism.pk])
    client = strict_client(coordinator)
    client.post(page, {"note": "Écrit avant"}, **came_from(page), HTTP_ORIGIN="http://testserver")
    assert "Écrit avant" in client.get(page).content.decode()


@pytest.mark.django_db
def test_no_script_reads_the_token_from_its_cookie_and_htmx_has_it_from_the_page():
    response = Client().get(reverse("account_login"))
    assert response.cookies[settings.CSRF_COOKIE_NAME]["httponly"]
    assert re.search(r"""hx-headers='\{"X-CSRFToken": "\w{64}"\}'""", response.content.decode())


@pytest.mark.django_db
def test_a_stranger_without_token_is_refused_in_french():
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x@example.org"})
    assert response.status_code == 403
    assert "Votre session a changé" in response.content.decode()


@pytest.mark.parametrize("name", ["password", "csrfmiddlewaretoken", "oldpassword"])
def test_secrets_are_never_kept(organism, name):
    user = factories.make_seated_user("Secret Gardé", organism, "staff")
    page = reverse("services:activity-add", args=[organism.pk])
    client = strict_client(user)
    client.post(page, {name: "tres-secret", "note": "reste"}, **came_from(page))
    assert "reste" in str(dict(client.session))
    assert "tres-secret" not in str(dict(client.session))


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["\x00aaaaaaaaaaaaaaaaaa", "a' OR 1=1", "É" * 32, "a" * 5000, ""])
def test_a_session_cookie_that_is_none_is_no_session(value):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = value
    assert client.get(reverse("account_login")).status_code == 200
    assert client.get("/").status_code == 302


def ended_session(user):
    """A browser whose session has ended on the server: its cookie is still there."""
    client = Client()
    client.force_login(user)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    cache.clear()
    return client


def test_what_was_typed_comes_back_to_the_person_whose_session_ended(coordinator, organism):
    page = reverse("services:activity-add", args=[organism.pk])
    client = ended_session(coordinator)
    assert "/compte/login/" in client.post(page, {"note": "Écrit trop tard"}, **came_from(page)).headers["Location"]
    client.force_login(coordinator)
    assert "Écrit trop tard" in client.get(page).content.decode()


def typed_too_late(user, page, **typed):
    """The page as it stands after they sent it late and logged in again."""
    client = ended_session(user)
    client.post(page, typed, **came_from(page))
    client.force_login(user)
    return client.get(page)


def test_every_form_of_the_house_gives_back_what_was_typed(coordinator, director, network, organism):
    doors = [
        (coordinator, reverse("agreements:agreement-add"), "title"),
        (coordinator, reverse("organisms:organism-edit", args=[organism.pk]), "website"),
        (coordinator, reverse("organisms:invitation-add", args=[organism.pk]), "name"),
        (network, reverse("organisms:organism-rename", args=[organism.pk]), "name"),
    ]
    for person, page, field in doors:
        shown = typed_too_late(person, page, **{field: "Écrit trop tard 8841"}).content.decode()
        assert "Écrit trop tard 8841" in shown, page
        assert "est revenu dans les boîtes" in shown, page


def test_what_comes_back_is_not_acted_on(network, organism):
    page = reverse("organisms:organism-rename", args=[organism.pk])
    form = {"name": "Un autre nom", "from_day": "2026-01-01"}
    shown = typed_too_late(network, page, **form)
    organism.refresh_from_db()
    assert (shown.status_code, organism.name) == (200, "La Croisée boréale")


def test_what_was_typed_is_not_shown_to_another_person(coordinator, director, organism):
    page = reverse("services:activity-add", args=[organism.pk])
    client = ended_session(coordinator)
    client.post(page, {"note": "CONFIDENTIEL"}, **came_from(page))
    client.force_login(director)
    answer = client.get(page)
    assert answer.status_code == 200
    assert "CONFIDENTIEL" not in answer.text


def test_nobody_keeps_what_a_stranger_typed(director, organism):
    page = reverse("services:activity-add", args=[organism.pk])
    client = Client()
    client.post(page, {"note": "INCONNU-7714"}, **came_from(page))
    client.force_login(director)
    answer = client.get(page)
    assert answer.status_code == 200
    assert "INCONNU-7714" not in answer.text
