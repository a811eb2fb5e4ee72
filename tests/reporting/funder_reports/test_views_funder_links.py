import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from reporting.funder_reports.actions.private_links import create_link, revoke_link
from reporting.models import PrivateLink, Receipt
from roriq_portal.edits.undo import TOO_LATE
from tests.jobs import fail_jobs
from tests.refusals import as_owner
from tests.reporting.builders.funder_reports import CANARY, make_documents, make_issued, make_open

pytestmark = pytest.mark.built_once("issued")


@pytest.fixture
def issued(agreement, director):
    return make_issued(agreement, director)


def _list(report):
    return reverse("reporting:link-list", args=[report.pk])


def _open(token):
    return reverse("reporting:private-link", args=[token])


@pytest.fixture
def token(issued, funder, coordinator):
    return create_link(report=issued, funder=funder, days=30, by=coordinator)


def test_link_is_shown_once_with_a_letter_to_copy(client_for, coordinator, funder, issued):
    client = client_for(coordinator)
    answer = client.post(_list(issued), {"funder": funder.pk, "days": 7, "key": uuid4()})
    link = PrivateLink.objects.get()
    assert answer.url == _list(issued)
    text = client.get(_list(issued)).text
    assert "/lien/" in text
    assert "Courriel à copier" in text
    assert 'btn-primary" type="submit">Ouvrir un lien' not in text
    assert link.token_hash not in text
    assert link.expires_at.date() - link.created_at.date() == timedelta(days=7)
    assert "/lien/" not in client.get(_list(issued)).text


def test_shown_link_is_at_our_address_and_opens(client_for, client, coordinator, funder, issued, settings):
    settings.SITE_URL = "https://portail.example.org"
    keeper = client_for(coordinator)
    keeper.post(_list(issued), {"funder": funder.pk, "days": 7, "key": uuid4()})
    address = re.search(rf"{settings.SITE_URL}(/lien/[^\"]+)", keeper.get(_list(issued)).text).group(1)
    assert client.get(address).status_code == 200


def test_double_click_opens_one_link(client_for, coordinator, funder, issued):
    client, said = client_for(coordinator), {"funder": funder.pk, "days": 7, "key": uuid4()}
    for _ in range(2):
        assert client.post(_list(issued), said).status_code == 302
    assert PrivateLink.objects.count() == 1
    assert "/lien/" in client.get(_list(issued)).text


def test_private_page_tells_how_to_answer(client, token, issued):
    organism = issued.organism
    organism.email, organism.phone = "bonjour@croisee.example", "819 555-0100"
    organism.save()
    text = client.get(_open(token)).text
    assert "Écrivez à l’organisme que vous acceptez" in text
    for words in (organism.name, organism.email, organism.phone):
        assert words in text


@pytest.mark.parametrize("days", ["365", "0", "abc"])
def test_link_lasts_what_is_offered(client_for, coordinator, funder, issued, days):
    answer = client_for(coordinator).post(_list(issued), {"funder": funder.pk, "days": days})
    assert "Choisissez une durée de la liste" in answer.text
    assert not PrivateLink.objects.exists()


def test_link_is_for_a_signatory(client_for, coordinator, other_funder, issued):
    answer = client_for(coordinator).post(_list(issued), {"funder": other_funder.pk, "days": 7})
    assert "Choisissez un bailleur de l’entente" in answer.text
    assert not PrivateLink.objects.exists()


def test_no_link_to_a_draft(client_for, coordinator, funder, agreement):
    report = make_open(agreement, coordinator)
    assert client_for(coordinator).post(_list(report), {"funder": funder.pk, "days": 7}).status_code == 403
    assert not PrivateLink.objects.exists()


def test_private_page_opens_for_anyone_who_has_it(client, token, issued, funder):
    answer = client.get(_open(token))
    assert answer.status_code == 200
    assert CANARY in answer.text
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]
    client.get(_open(token))
    receipt = Receipt.objects.get(state="read")
    assert (receipt.funder, receipt.by) == (funder, None)


def test_private_page_gives_the_files(client, token, issued):
    make_documents(issued)
    for kind, start in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        url = reverse("reporting:private-document", args=[token, kind])
        assert url in client.get(_open(token)).text
        answer = client.get(url)
        assert b"".join(answer.streaming_content).startswith(start)
        assert answer.headers["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_a_private_file_in_the_making_is_waited_for(client, token, issued, kind):
    answer = client.get(reverse("reporting:private-document", args=[token, kind]))
    assert (answer.status_code, answer["Retry-After"]) == (202, "30")
    assert "Le document se prépare" in answer.text
    assert f'href="{_open(token)}"' in answer.text
    assert answer.headers["Referrer-Policy"] == "strict-origin"


def test_a_private_file_that_could_not_be_made_is_said_so(client, token, issued):
    fail_jobs("portal:make_papers")
    answer = client.get(reverse("reporting:private-document", args=[token, "pdf"]))
    assert answer.status_code == 503
    assert "Le document n’a pas pu être fait" in answer.text
    assert "n’ont pas pu être faits" in client.get(_open(token)).text


def _expire(link):
    PrivateLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def _erase(link):
    as_owner("DELETE FROM reporting_privatelink WHERE id = %s", link.pk)


@pytest.mark.parametrize("close", [_expire, lambda link: revoke_link(link=link, by=link.created_by), _erase])
def test_a_closed_link_says_a_sentence_and_nothing_else(client, token, issued, close):
    make_documents(issued)
    close(PrivateLink.objects.get())
    for url in (_open(token), reverse("reporting:private-document", args=[token, "pdf"])):
        answer = client.get(url)
        assert answer.status_code == 404
        assert "Ce lien ne s’ouvre pas" in answer.text
        assert CANARY not in answer.text
        assert issued.organism.name not in answer.text
    assert not Receipt.objects.filter(state="read").exists()


@pytest.mark.parametrize("token", ["x", "é" * 40, "a" * 3000])
def test_an_unknown_token_says_the_same_sentence(client, db, token):
    answer = client.get(_open(token))
    assert answer.status_code == 404
    assert "Ce lien ne s’ouvre pas" in answer.text


def test_the_organism_closes_a_link(client_for, client, coordinator, token, issued):
    link = PrivateLink.objects.get()
    url = reverse("reporting:link-revoke", args=[issued.pk, link.pk])
    assert client_for(coordinator).get(url).status_code == 405
    client_for(coordinator).post(url)
    assert client.get(_open(token)).status_code == 404


def test_who_closed_a_link_opens_it_again_for_a_day(client_for, client, coordinator, director, token, issued):
    link = PrivateLink.objects.get()
    close, reopen = (reverse(f"reporting:link-{verb}", args=[issued.pk, link.pk]) for verb in ("revoke", "reopen"))
    keeper, other = client_for(coordinator), client_for(director)
    said = keeper.post(close, follow=True)
    assert f'action="{reopen}"' in said.text
    assert "Rouvrir ce lien" in said.text
    assert "Rouvrir ce lien" not in other.get(_list(issued)).text
    assert TOO_LATE in other.post(reopen, follow=True).text
    # Closed already, and by somebody else: said, without a button that would refuse
    again = other.post(close, follow=True).text
    assert "Lien fermé\u00a0: il ne s’ouvre plus." in again
    assert f'action="{reopen}"' not in again
    assert client.get(_open(token)).status_code == 404
    assert "Lien rouvert" in keeper.post(reopen, follow=True).text
    page = client.get(_open(token))
    assert page.status_code == 200
    # Its reader, without account, is told what each figure counts, and sent to no sheet that asks one
    assert "Ce que compte" in page.text
    assert "/indicateurs/" not in page.text[page.text.index("<main") :]

    keeper.post(close)
    PrivateLink.objects.update(revoked_at=timezone.now() - timedelta(hours=25))
    assert TOO_LATE in keeper.post(reopen, follow=True).text
    with pytest.raises(IntegrityError, match="stays closed"), transaction.atomic():
        PrivateLink.objects.update(revoked_at=None, revoked_by=None)


@pytest.mark.parametrize(("who", "status"), [("staff", 403), ("neighbour", 404), ("funder_agent", 403)])
def test_others_do_not_close_a_link(client_for, request, token, issued, who, status):
    link = PrivateLink.objects.get()
    url = reverse("reporting:link-revoke", args=[issued.pk, link.pk])
    assert client_for(request.getfixturevalue(who)).post(url).status_code == status
    link.refresh_from_db()
    assert link.is_open
