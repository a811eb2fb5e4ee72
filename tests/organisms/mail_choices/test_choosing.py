"""Each person chooses when each kind of news is mailed, under their account or from a letter, without login."""

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from organisms.mail_choices.actions import choose_mail
from organisms.mail_choices.choices import at_once_among, rhythms_of
from organisms.mail_choices.letters import token_for, with_choice
from organisms.models import CHOSEN_KINDS, MailChoice, NewsKind, Rhythm
from organisms.outbox.sealing import seal, unseal

pytestmark = pytest.mark.django_db
PAGE = reverse("organisms:mail-choices")
USUAL = {kind.value: "daily" if kind == NewsKind.HOUSEHOLDS else "at_once" for kind in CHOSEN_KINDS}


def test_a_person_chooses_for_themselves_alone(coordinator, neighbour, client_for):
    client = client_for(coordinator)
    assert rhythms_of(coordinator) == USUAL
    wanted = USUAL | {"answers": "weekly", "deadlines": "never"}
    assert client.post(PAGE, wanted, follow=True).redirect_chain == [(PAGE, 302)]
    assert rhythms_of(coordinator) == wanted
    assert rhythms_of(neighbour) == USUAL
    # What was not changed keeps the day of its choice, which says where the next letter begins
    first = MailChoice.objects.get(user=coordinator, kind="answers").changed_at
    assert choose_mail(rhythms=wanted | {"turn": "daily"}, by=coordinator) == 1
    assert MailChoice.objects.get(user=coordinator, kind="answers").changed_at == first

    wrong = client.post(PAGE, wanted | {"files": "hourly", "answers": ""})
    assert wrong.status_code == 200
    assert "Choisissez un des rythmes de la liste." in wrong.text
    assert rhythms_of(coordinator) == wanted | {"turn": "daily"}
    addresses = [coordinator.email, neighbour.email, "bureau@bailleur.example", ""]
    assert at_once_among(addresses, NewsKind.ANSWERS) == {
        neighbour.email: neighbour.pk, "bureau@bailleur.example": None,
    }  # fmt: skip


def test_a_letter_stops_its_own_kind_without_login(coordinator, neighbour):
    letter = with_choice(EmailMessage("Objet", "Corps\n", to=[coordinator.email]), coordinator.pk, ["answers"])
    letter = unseal(seal(letter))
    url = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert url in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert with_choice(EmailMessage("Objet", "Corps", to=["x@y.example"]), None, []).extra_headers == {}

    anybody, path = Client(enforce_csrf_checks=True), url.partition("/courriels/")[2]
    path = f"/courriels/{path}"
    assert "Réponses à vos rapports" in anybody.get(path).text  # and opening it, as scanners do, stops nothing
    assert coordinator.name not in anybody.get(path).text
    assert rhythms_of(coordinator) == USUAL
    assert anybody.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert rhythms_of(coordinator) == USUAL | {"answers": "never"}
    assert "C’est noté" in anybody.post(path, {"rythme": "weekly"}).text
    assert anybody.post(path, {"rythme": "x"}).status_code == 200
    assert rhythms_of(coordinator) == USUAL | {"answers": "weekly"}

    foreign = token_for(neighbour.pk, ["answers"])
    own = token_for(coordinator.pk, ["answers"])
    forged = (f"{foreign.partition(':')[0]}:{own.partition(':')[2]}", "x", "a:b", own[:-1], token_for(10**9, ["turn"]))
    refused = [anybody.post(reverse("organisms:mail-stop", args=[token])).status_code for token in forged]
    assert refused == [404] * 5
    seats = reverse("organisms:mail-stop", args=[token_for(coordinator.pk, [NewsKind.SEATS])])
    assert anybody.post(seats).status_code == 404
    coordinator.is_active = False
    coordinator.save()
    assert anybody.get(path).status_code == 404
    assert rhythms_of(neighbour) == USUAL


def test_sql_cannot_silence_seats_nor_choose_twice(coordinator):
    MailChoice.objects.create(user=coordinator, kind="turn", rhythm=Rhythm.DAILY)
    for kind, rhythm in (("seats", "never"), ("security", "never"), ("files", "hourly"), ("turn", "never")):
        with pytest.raises(IntegrityError), transaction.atomic():
            MailChoice.objects.create(user=coordinator, kind=kind, rhythm=rhythm)
