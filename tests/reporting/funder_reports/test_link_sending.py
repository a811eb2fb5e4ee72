"""The portal sends a private link to a named person: its letter is read before it goes, nobody else has the link."""

import logging
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from organisms.models import Letter
from reporting.funder_reports.actions.private_links import (
    LETTERS,
    LinkRefused,
    Recipient,
    forget_recipients,
    hash_token,
    resend_link,
    revoke_link,
)
from reporting.models import PrivateLink
from tests.jobs import PAPERS, run_pending_jobs
from tests.pages import without_help
from tests.reporting.builders.links import LEA, answer, expire, send
from tests.reporting.builders.reports import make_issued

pytestmark = pytest.mark.built_once("issued")
SAID = {"name": LEA.name, "function": LEA.function, "email": LEA.email, "days": 30}


@pytest.fixture
def issued(agreement, director):
    return make_issued(agreement, director)


def page(report, name="link-send", *more) -> str:
    return reverse(f"reporting:{name}", args=[report.pk, *more])


def tables() -> list[str]:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute(" UNION ALL ".join(f"SELECT t::text FROM {name} t" for name in names))
        return [row for (row,) in cursor.fetchall()]


def sent_address() -> str:
    run_pending_jobs(but=PAPERS)
    [letter] = [letter for letter in mail.outbox if letter.to == [LEA.email]]
    return re.search(r"http://[^/]+(/lien/\S+)", letter.body).group(1)


def test_the_letter_is_read_before_it_goes(client_for, coordinator, funder, issued):
    browser, said = client_for(coordinator), {**SAID, "funder": funder.pk, "key": uuid4()}
    read = browser.post(page(issued), said).text
    for words in ("Relisez la lettre", LEA.name, LEA.function, coordinator.name, str(issued), "jusqu’au", LEA.email):
        assert words in read
    assert "/lien/" not in read
    assert not PrivateLink.objects.exists()

    changed = browser.post(page(issued), {**said, "change": "1"}).text
    assert f'value="{LEA.email}"' in changed
    assert browser.post(page(issued), {**said, "send": "1"}).url == page(issued, "link-list")
    link = PrivateLink.objects.get()
    assert (link.recipient_name, link.recipient_function, link.recipient_email) == (LEA.name, LEA.function, LEA.email)
    assert (link.sent_by, link.funder) == (coordinator, funder)


def test_the_letter_goes_in_the_organisms_name_and_opens_the_report(client, coordinator, funder, issued, mailoutbox):
    send(issued, funder, coordinator, token="un-autre")
    link = PrivateLink.objects.get()
    resend_link(link=link, by=coordinator)
    address = sent_address()
    [letter] = [letter for letter in mail.outbox if letter.to == [LEA.email]]
    assert letter.from_email.startswith(issued.organism.name) or "=?utf-8?" in letter.from_email
    assert letter.reply_to == [coordinator.email]
    assert LEA.name not in letter.subject
    assert client.get(address).status_code == 200


def test_no_page_no_log_and_no_row_holds_the_address(client_for, client, coordinator, funder, issued, caplog):
    caplog.set_level(logging.INFO)
    browser = client_for(coordinator)
    browser.post(page(issued), {**SAID, "funder": funder.pk, "key": uuid4(), "send": "1"})
    token = sent_address().split("/")[2]
    shown = browser.get(page(issued, "link-list")).text
    assert LEA.name in shown
    assert "/lien/" not in shown
    expire(PrivateLink.objects.get())
    client.get(reverse("reporting:private-link", args=[token]))
    rows = tables()
    assert any(LEA.name in row for row in rows)
    assert [row for row in rows if token in row] == []


def test_a_page_key_gives_nobody_the_address_of_a_sent_link(client_for, coordinator, funder, issued):
    browser, key = client_for(coordinator), uuid4()
    browser.post(page(issued), {**SAID, "funder": funder.pk, "key": key, "send": "1"})
    browser.post(page(issued, "link-list"), {"funder": funder.pk, "days": 30, "key": key})
    shown = re.search(r'value="[^"]*/lien/([^/"]+)/', browser.get(page(issued, "link-list")).text).group(1)
    assert PrivateLink.objects.sent().get().token_hash != hash_token(shown)
    assert client_for(coordinator).get(reverse("reporting:private-link", args=[shown])).status_code == 200
    assert PrivateLink.objects.filter(sent_at__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Écrivez le nom de la personne"),
        ({"function": ""}, "Écrivez sa fonction"),
        ({"email": ""}, "Écrivez son adresse"),
        ({"email": "lea@"}, "Écrivez une adresse complète"),
        ({"name": "www.example.org"}, "adresse"),
        ({"function": "http://example.org"}, "Écrivez la fonction seule"),
        ({"days": "365"}, "Choisissez une durée de la liste"),
        ({"name": "x\x00"}, "nul"),
        ({"funder": "987654"}, "Choisissez un bailleur de l’entente"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_is_lost(
    client_for, coordinator, funder, issued, changed, words
):
    said = {**SAID, "funder": funder.pk, "key": uuid4(), "send": "1", **changed}
    text = client_for(coordinator).post(page(issued), said).text
    assert words.lower() in text.lower()
    assert "Relisez la lettre" not in text
    kept = LEA.function if "function" not in changed else LEA.name
    assert kept in text
    assert not PrivateLink.objects.exists()


def test_one_link_per_recipient(client_for, coordinator, funder, issued):
    link = send(issued, funder, coordinator)
    said = {**SAID, "email": LEA.email.upper(), "funder": funder.pk, "key": uuid4(), "send": "1"}
    assert "a déjà un lien ouvert" in client_for(coordinator).post(page(issued), said).text
    with pytest.raises(IntegrityError, match="one_link_per_recipient"), transaction.atomic():
        PrivateLink.objects.create(
            report=issued, funder=funder, token_hash="5" * 64, created_by=coordinator, sent_by=coordinator,
            sent_at=timezone.now(), expires_at=timezone.now(), recipient_name="x", recipient_function="y",
            recipient_email=LEA.email.upper(),
        )  # fmt: skip
    expire(link)
    again = send(issued, funder, coordinator, token="nouveau")
    link.refresh_from_db()
    assert link.revoked_by == coordinator
    assert again.is_open


@pytest.mark.parametrize("whose", ["director", "organism"])
def test_an_organism_sends_itself_no_link(coordinator, director, organism, funder, issued, whose):
    organism.email = "bonjour@croisee.example"
    organism.save()
    address = director.email.upper() if whose == "director" else organism.email
    issued.refresh_from_db()
    with pytest.raises(LinkRefused, match="son propre rapport"):
        send(issued, funder, coordinator, to=Recipient("Léa Roy", "agente", address))


def test_too_many_letters_to_one_address_are_refused(coordinator, funder, issued):
    link = send(issued, funder, coordinator)
    for _ in range(LETTERS.most - 1):
        resend_link(link=link, by=coordinator)
    with pytest.raises(LinkRefused, match="Attendez demain"):
        resend_link(link=link, by=coordinator)


def test_sent_again_the_former_address_opens_nothing(client_for, client, coordinator, funder, issued):
    link = send(issued, funder, coordinator, token="premier", days=7)
    expire(link)
    browser = client_for(coordinator)
    browser.post(page(issued, "link-resend", link.pk))
    link.refresh_from_db()
    assert link.is_open
    assert link.expires_at - timezone.now() < timedelta(days=7)
    assert client.get(reverse("reporting:private-link", args=["premier"])).status_code == 404
    revoke_link(link=link, by=coordinator)
    assert "Ce lien est fermé" in browser.post(page(issued, "link-resend", link.pk), follow=True).text


def test_a_closed_link_leaves_no_letter(coordinator, funder, issued):
    closed = send(issued, funder, coordinator)
    to = Recipient("Paul Roy", "chef", "paul@mrc.example")
    for link in (closed, send(issued, funder, coordinator, to=to, token="autre")):
        resend_link(link=link, by=coordinator)
    revoke_link(link=closed, by=coordinator)
    run_pending_jobs(but=PAPERS)
    addresses = [address for letter in mail.outbox for address in letter.to]
    assert "paul@mrc.example" in addresses
    assert LEA.email not in addresses


def test_a_letter_that_came_back_is_said_where_the_link_is(client_for, coordinator, funder, issued):
    send(issued, funder, coordinator)
    browser = client_for(coordinator)
    assert "est revenue" not in without_help(browser.get(page(issued, "link-list")))
    Letter.objects.create(address=LEA.email.upper(), subject="x", sealed=b"x", digest="1", state="failed", error="550")
    assert "est revenue" in browser.get(page(issued, "link-list")).text


def test_the_journal_keeps_the_link_and_forgets_the_person(coordinator, funder, issued):
    link = send(issued, funder, coordinator)
    revoke_link(link=link, by=coordinator)
    journal = apps.get_model("reporting", "PrivateLinkEvent")
    events = list(journal.objects.filter(pgh_obj=link).order_by("pgh_id"))
    assert events[-1].revoked_by == coordinator
    assert len(events) >= 2
    held = {field.name for field in journal._meta.get_fields()}
    assert not {"recipient_name", "recipient_function", "recipient_email", "token_hash"} & held


def test_recipients_are_forgotten_three_months_after_the_link_ends(client_for, coordinator, funder, issued):
    link = send(issued, funder, coordinator)
    receipt = answer(issued, link)
    now = timezone.now()
    assert forget_recipients(now + timedelta(days=119)) == 0
    assert forget_recipients(now + timedelta(days=121)) == 1
    assert forget_recipients(now + timedelta(days=121)) == 0
    link.refresh_from_db()
    assert (link.recipient_name, link.recipient_function, link.recipient_email) == ("", "", "")
    assert str(receipt.signer) == f"{LEA.name}, {LEA.function}"
    text = client_for(coordinator).get(page(issued, "link-list")).text
    assert "Destinataire effacé" in text
    with pytest.raises(LinkRefused):
        resend_link(link=link, by=coordinator)


@pytest.mark.parametrize("emptied", ["recipient_name", "recipient_function", "recipient_email", "sent_by_id"])
def test_sql_sends_no_link_to_nobody(coordinator, funder, issued, emptied):
    link = send(issued, funder, coordinator)
    with pytest.raises(DatabaseError, match="link_sent_to_somebody"), transaction.atomic():
        PrivateLink.objects.filter(pk=link.pk).update(**{emptied: None if emptied.endswith("_id") else ""})


@pytest.mark.parametrize("count", [1, 3, 12])
def test_list_of_links_asks_as_much_whatever_their_number(
    client_for, coordinator, funder, issued, count, django_assert_max_num_queries
):
    for number in range(count):
        person = Recipient(f"Personne {number}", "agente", f"personne{number}@mrc.example")
        send(issued, funder, coordinator, to=person, token=f"jeton {number}")
    browser = client_for(coordinator)
    with django_assert_max_num_queries(15):
        assert browser.get(page(issued, "link-list")).text.count("Personne ") >= count
