"""A seat that ended says so: on the page of its person, on their home page, and by mail."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from organisms.seats.actions import end_seat
from roriq_portal.formats.days import format_day
from tests.jobs import run_pending_jobs


@pytest.mark.parametrize(
    ("who", "seats"),
    [
        ("staff", "memberships"),
        ("analyst", "network_seats"),
        ("auditor", "auditor_seats"),
        ("funder_agent", "funder_seats"),
    ],
)
def test_an_ended_seat_says_so_on_its_page_and_by_mail(request, client_for, network, director, who, seats):
    person = request.getfixturevalue(who)
    seat = getattr(person, seats).get()
    end_seat(seat=seat, by=network)
    run_pending_jobs()
    [letter] = [sent for sent in mail.outbox if sent.to == [person.email]]
    assert str(seat) in letter.body
    assert network.email in letter.body
    assert str(seat) not in letter.subject
    today = format_day(timezone.localdate())
    for page in ("home", "organisms:profile"):
        text = client_for(person).get(reverse(page)).text.replace("\xa0", " ").replace("&nbsp;", " ")
        assert f"{seat} : siège fermé depuis le {today}" in text, page
        assert "Rien ne vous attend" not in text


def test_a_seat_that_runs_says_nothing_of_the_kind(client_for, staff, organism):
    for page in ("home", "organisms:profile"):
        text = client_for(staff).get(reverse(page)).text
        assert organism.name in text
        assert "siège fermé" not in text
