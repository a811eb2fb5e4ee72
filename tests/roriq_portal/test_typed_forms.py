"""Words that arrive after their session, with no row and no cookie left, come back to their person, to nobody else."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roriq_portal.typed_forms import page_opener
from roriq_portal.typed_forms.keeping import MOST
from tests import factories

HIDDEN = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|page_opened_by)" value="([^"]+)">')


@pytest.fixture
def page(organism):
    return reverse("services:activity-add", args=[organism.pk])


def opened_by(user, page) -> tuple[Client, dict[str, str]]:
    """A browser that shows the page to the user, and what every form of the page sends."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client, dict(HIDDEN.findall(client.get(page).content.decode()))


def purge(client) -> None:
    """The night's cleaning: no row of any session is left; the browser's cookies are."""
    Session.objects.all().delete()
    cache.clear()


def cookies_lost(client) -> None:
    """The browser was closed and gives its page back: neither the session's cookie nor the token's is left."""
    client.cookies.clear()


def send(client, page, hidden, *, to=None, **typed):
    ours = {"HTTP_REFERER": f"http://testserver{page}", "HTTP_ORIGIN": "http://testserver"}
    return client.post(to or page, hidden | typed, **ours, HTTP_SEC_FETCH_SITE="same-origin")


@pytest.mark.parametrize("lost", [purge, cookies_lost])
def test_words_come_back_when_no_session_is_left(coordinator, page, lost):
    client, hidden = opened_by(coordinator, page)
    lost(client)
    answer = send(client, page, hidden, note="Écrit trop tard 4471")
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert client.get(answer.headers["Location"]).text.count("ce que vous avez écrit vous attend") == 1
    client.force_login(coordinator)
    shown = client.get(page).text
    assert "Écrit trop tard 4471" in shown
    assert "est revenu dans les boîtes" in shown
    assert "Écrit trop tard 4471" not in client.get(page).text


@pytest.mark.parametrize("lost", [purge, cookies_lost])
def test_they_come_back_to_nobody_else(coordinator, director, page, lost):
    client, hidden = opened_by(coordinator, page)
    lost(client)
    send(client, page, hidden, note="CONFIDENTIEL 4471")
    client.force_login(director)
    answer = client.get(page)
    assert answer.status_code == 200
    assert "CONFIDENTIEL 4471" not in answer.text


def test_a_page_left_open_is_not_given_to_who_entered_after(coordinator, director, page):
    client, hidden = opened_by(coordinator, page)
    client.force_login(director)
    client.cookies["csrftoken"] = "a" * 32  # as each login changes it
    assert send(client, page, hidden, note="CONFIDENTIEL 4471").status_code == 403
    assert "CONFIDENTIEL 4471" not in client.get(page).text


STRANGE = [
    {"HTTP_REFERER": "https://ailleurs.example/piege/", "HTTP_ORIGIN": "https://ailleurs.example"},
    {"HTTP_ORIGIN": "https://ailleurs.example"},
    {},
    {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_REFERER": "http://testserver/o/1/"},
    {"HTTP_SEC_FETCH_SITE": "same-site", "HTTP_REFERER": "http://testserver/o/1/"},
    {"HTTP_REFERER": "http://["},
    {"HTTP_ORIGIN": "http://[", "HTTP_REFERER": "http://testserver/o/1/"},
]


@pytest.mark.parametrize("came", STRANGE)
def test_a_strange_site_gives_nobody_words_even_by_the_field_of_a_page(coordinator, page, came):
    client, hidden = opened_by(coordinator, page)
    cookies_lost(client)
    assert client.post(page, hidden | {"note": "Piège 4471"}, **came).status_code == 403
    client.force_login(coordinator)
    assert "Piège 4471" not in client.get(page).text


def test_a_field_that_we_did_not_sign_says_nothing(coordinator, page):
    client, hidden = opened_by(coordinator, page)
    cookies_lost(client)
    hidden["page_opened_by"] = f"{coordinator.pk}:{hidden['page_opened_by'].split(':', 1)[1][::-1]}"
    assert send(client, page, hidden, note="Piège 4471").status_code == 403
    client.force_login(coordinator)
    assert "Piège 4471" not in client.get(page).text


def test_a_page_of_eight_days_ago_says_that_its_words_are_lost(coordinator, page, monkeypatch):
    client, hidden = opened_by(coordinator, page)
    purge(client)
    monkeypatch.setattr(page_opener, "OPEN_AT_MOST", timedelta(seconds=-1))
    answer = send(client, page, hidden, note="Vieux 4471")
    assert "n’a pas pu être gardé" in client.get(answer.headers["Location"]).text
    client.force_login(coordinator)
    assert "Vieux 4471" not in client.get(page).text


def test_more_words_than_any_form_holds_are_said_to_be_lost(coordinator, page):
    client, hidden = opened_by(coordinator, page)
    purge(client)
    answer = send(client, page, hidden, note="x" * (MOST + 1))
    assert "n’a pas pu être gardé" in client.get(answer.headers["Location"]).text
    assert "typed_form" not in client.session


def test_a_long_section_with_accents_comes_back_whole(coordinator, page):
    client, hidden = opened_by(coordinator, page)
    purge(client)
    send(client, page, hidden, note="é" * 60_000 + "fin-4471")
    client.force_login(coordinator)
    assert "éfin-4471" in client.get(page).text


def test_a_file_keeps_the_words_that_came_with_it_and_is_said_lost_by_name(coordinator, page):
    client, hidden = opened_by(coordinator, page)
    purge(client)
    file = SimpleUploadedFile("feuille de présence.pdf", b"%PDF" + b"x" * 1_000_000)
    send(client, page, hidden, note="Avec une pièce 4471", proof=file)
    client.force_login(coordinator)
    shown = client.get(page).text
    assert "Avec une pièce 4471" in shown
    assert "Le fichier n’a pas été gardé : joignez de nouveau « feuille de présence.pdf »" in shown


def test_a_file_alone_is_said_lost(coordinator, organism):
    page = reverse("services:import-add", args=[organism.pk])
    client, hidden = opened_by(coordinator, page)
    purge(client)
    send(client, page, hidden, file=SimpleUploadedFile("registre.csv", b"a;b"))
    client.force_login(coordinator)
    shown = client.get(page).text
    assert "Rien n’a été enregistré" in shown
    assert "joignez de nouveau « registre.csv »" in shown


def test_a_button_after_the_session_is_said_to_have_done_nothing(coordinator, page):
    client, hidden = opened_by(coordinator, page)
    purge(client)
    answer = send(client, page, hidden)
    assert "Rien n’a été fait" in client.get(answer.headers["Location"]).text


def test_words_of_a_form_that_another_address_answers_are_shown_to_copy(coordinator, organism):
    page = reverse("services:activity-list", args=[organism.pk])
    client, hidden = opened_by(coordinator, reverse("services:activity-add", args=[organism.pk]))
    purge(client)
    send(client, page, hidden, to=reverse("organisms:saved-filter-keep"), name="Tout juin, sans les ateliers", key="x")
    client.force_login(coordinator)
    shown = client.get(page).text
    assert "Vous aviez écrit, à recopier : « Tout juin, sans les ateliers »" in shown
    assert "revenu dans les boîtes" not in shown


def test_the_page_is_opened_again_with_its_question(coordinator, page):
    client, hidden = opened_by(coordinator, f"{page}?de=calendrier")
    purge(client)
    answer = send(client, f"{page}?de=calendrier", hidden, note="Avec son adresse 4471")
    assert "%3Fde%3Dcalendrier" in answer.headers["Location"]
    client.force_login(coordinator)
    assert "Avec son adresse 4471" in client.get(f"{page}?de=calendrier").text


def test_a_person_sent_to_their_second_step_first_still_has_the_words_after(settings, director, page, monkeypatch):
    client, hidden = opened_by(director, page)
    purge(client)
    send(client, page, hidden, note="Après le second pas 4471")
    client.force_login(director)
    settings.MFA_REQUIRED = True
    assert client.get(page).headers["Location"] == reverse("organisms:second-step")
    settings.MFA_REQUIRED = False
    assert "Après le second pas 4471" in client.get(page).text


def test_a_script_that_saves_for_a_page_of_before_is_refused_and_takes_nothing(coordinator, page):
    client, _ = opened_by(coordinator, page)
    client.force_login(coordinator)
    client.cookies.pop("csrftoken", None)
    ours = {"HTTP_REFERER": f"http://testserver{page}", "HTTP_HX_REQUEST": "true"}
    assert client.post(page, {"note": "Au clavier"}, **ours).status_code == 403
    assert "typed_form" not in client.session


def test_the_field_stands_in_pages_of_people_only(client_for, coordinator, page):
    assert "page_opened_by" in client_for(coordinator).get(page).text
    assert "page_opened_by" not in Client().get(reverse("account_login")).text


def test_two_people_have_two_fields(coordinator, director, page):
    fields = {opened_by(user, page)[1]["page_opened_by"].split(":")[0] for user in (coordinator, director)}
    assert fields == {str(coordinator.pk), str(director.pk)}


def test_words_of_an_ended_session_need_no_field(db):
    profile = reverse("organisms:team", args=[1])
    user = factories.make_seated_user("Sans Champ", factories.make_organism("Accueil du Lac", region="01"), "staff")
    client = Client()
    client.force_login(user)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    cache.clear()
    client.post(profile, {"name": "Écrit sans champ"}, HTTP_REFERER=f"http://testserver{profile}")
    assert client.session["typed_form"]["owner"] == str(user.pk)
