"""Writing to the network: it leaves once, is read and answered, and stays as it was written."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from organisms.inquiries.actions import MOST_A_DAY, note_visit
from organisms.models import HelpVisit, Inquiry
from roriq_portal.navigation.context import words_of_page
from tests.jobs import run_pending_jobs
from tests.refusals import as_owner, refused_to_both

pytestmark = pytest.mark.django_db
WRITE = reverse("organisms:inquiry-add")
PAGE = "/rapports/"


def posted(text="Où se corrige V4.02 ?", **other):
    return {"text": text, "page": PAGE, "key": str(uuid4()), **other}


def test_a_question_leaves_once_is_answered_and_both_read_it(client_for, funder_agent, network, analyst):
    person, reader = client_for(funder_agent), client_for(network)
    form = person.get(WRITE, {"de": f"{PAGE}?q=secret"}).content.decode()
    assert f'name="page" value="{PAGE}"' in form
    sent = posted()
    assert f'<a href="{PAGE}">Rapports</a>' in form[form.index("part avec votre texte") :]
    left = person.post(WRITE, sent, follow=True)
    assert left.redirect_chain == [(PAGE, 302)]
    assert "Votre question est partie" in left.content.decode()
    assert "Votre question est partie" in person.post(WRITE, sent, headers={"HX-Request": "true"}).content.decode()
    inquiry = Inquiry.objects.get()
    assert (inquiry.by, inquiry.page, inquiry.key) == (funder_agent, PAGE, UUID(sent["key"]))
    run_pending_jobs()
    [letter] = mail.outbox
    assert (letter.to, letter.reply_to) == ([network.email], [funder_agent.email])
    assert sent["text"] in letter.body
    assert funder_agent.name not in letter.subject

    detail = reverse("organisms:inquiry-detail", args=[inquiry.pk])
    assert "Reçue" in reader.get(reverse("organisms:inquiry-list")).content.decode()
    assert f'De la page <a href="{PAGE}">Rapports</a>' in reader.get(detail).content.decode()
    assert "Répondre par courriel" not in client_for(analyst).get(detail).content.decode()
    reader.post(reverse("organisms:inquiry-read", args=[inquiry.pk]))
    assert "Lue par" in reader.get(detail).content.decode()
    assert "Écrivez votre réponse." in reader.post(detail, {"answer": " "}).content.decode()
    assert reader.post(detail, {"answer": "À la section du volet 4."}).status_code == 302
    again = reader.post(detail, {"answer": "Autre chose."}).content.decode()
    assert "vient de répondre" in again
    run_pending_jobs()
    assert (mail.outbox[-1].to, len(mail.outbox)) == ([funder_agent.email], 2)
    assert "À la section du volet 4." in mail.outbox[-1].body
    mine = person.get(reverse("search:help")).content.decode()
    assert "À la section du volet 4." in mine[mine.index('id="ecrire"') :]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "Ce qui est dû"), ("/o/7/activites/12/", "Activités"), ("/o/7/postes/ajouter/", "Postes"),
        ("/depots/", "Par organisme"), ("/regions/05/", "Région"), ("/nulle-part/", "Portail"), ("", "Portail"),
    ],
)  # fmt: skip
def test_a_page_is_named_by_its_place(path, words):
    assert words_of_page(path) == words


def test_what_is_not_a_question_is_refused_in_words(client_for, staff, organism):
    client = client_for(staff)
    assert "Écrivez votre question." in client.post(WRITE, posted("  ")).content.decode()
    long = client.post(WRITE, posted("a" * 2001)).content.decode()
    assert "Écrivez 2000 signes au plus." in long
    assert "a" * 2001 in long
    elsewhere = client.get(WRITE, {"de": "https://ailleurs.example/"}).content.decode()
    assert 'name="page"' in elsewhere
    assert "ailleurs" not in elsewhere[elsewhere.index("<main") :]
    # An address that opens by its secret goes to nobody
    secret = reverse("organisms:mail-stop", args=["secret-4471"])
    assert "secret-4471" not in client.get(WRITE, {"de": secret}).text
    yesterday = timezone.now() - timedelta(hours=25)
    Inquiry.objects.bulk_create(Inquiry(by=staff, text="Avant", key=uuid4(), at=yesterday) for _ in range(MOST_A_DAY))
    for page in (secret, *["//ailleurs.example/"] * (MOST_A_DAY - 1)):
        assert client.post(WRITE, posted(page=page)).url == reverse("search:help")
    assert not Inquiry.objects.exclude(page="").exists()
    refused = client.post(WRITE, posted("Une de trop")).content.decode()
    assert re.search("10 fois au réseau.*Une de trop", refused, re.S)
    assert Inquiry.objects.count() == 2 * MOST_A_DAY


@pytest.mark.parametrize(
    "change",
    ["text = ' '", "read_at = now()", "answered_at = now()", "answer = 'Oui'", "text = 'Autre'", "seat = 'Autre'"],
)
def test_database_refuses_what_says_half_and_what_changes_the_words(staff, change):
    Inquiry.objects.create(by=staff, text="Une question", key=uuid4())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE organisms_inquiry SET {change}")


def test_an_answer_and_a_question_stay(staff, network):
    now = timezone.now()
    Inquiry.objects.create(by=staff, text="Q", key=uuid4(), answer="R", answered_at=now, answered_by=network)
    refused_to_both("DELETE FROM organisms_inquiry", words="stays as it was written")
    with pytest.raises(IntegrityError), transaction.atomic():
        as_owner("UPDATE organisms_inquiry SET answer = 'Non'")


def test_the_day_before_stays_until_tomorrow(staff):
    today = timezone.localdate()
    assert [note_visit(staff), note_visit(staff)] == [None, None]
    HelpVisit.objects.update(read_on=today - timedelta(days=9))
    assert [note_visit(staff), note_visit(staff)] == [today - timedelta(days=9)] * 2
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpVisit.objects.update(before=today)
