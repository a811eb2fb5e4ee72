"""A seat closed by mistake runs again as it did: for a day, by who closed it, and its person is told."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from organisms.models import Membership
from organisms.seats.actions import SeatRefused, end_seat
from organisms.seats.reopening import reopen_seat
from roriq_portal.edits import undo
from tests.jobs import run_pending_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(staff):
    return Membership.objects.get(user=staff)


def close_and_reopen(client, organism, seat):
    client.post(reverse("organisms:seat-end", args=[organism.pk, seat.pk]))
    assert "Rouvrir" in client.get(reverse("organisms:team", args=[organism.pk])).text
    return client.post(reverse("organisms:seat-reopen", args=[organism.pk, seat.pk]), follow=True)


def test_it_runs_again_with_the_days_it_had(client_for, coordinator, staff, organism, seat):
    days = seat.during
    page = close_and_reopen(client_for(coordinator), organism, seat)
    assert "Siège rouvert" in page.text
    assert "Sièges fermés" not in page.text
    seat.refresh_from_db()
    assert seat.during == days
    run_pending_jobs()
    assert [(*letter.to, letter.subject) for letter in mail.outbox] == [
        (staff.email, "Votre siège au portail RORIQ est fermé"),
        (staff.email, "Votre siège au portail RORIQ est rouvert"),
    ]


def test_one_opened_and_closed_the_same_day_has_its_first_day_again(client_for, coordinator, organism, seat):
    today = DateRange(date.today(), None)
    Membership.objects.filter(pk=seat.pk).update(during=today)
    close_and_reopen(client_for(coordinator), organism, seat)
    seat.refresh_from_db()
    assert seat.during == today


def closed_by(client, organism, seat):
    client.post(reverse("organisms:seat-end", args=[organism.pk, seat.pk]))
    seat.refresh_from_db()


def test_another_person_does_not_undo_it(client_for, coordinator, director, organism, seat):
    closed_by(client_for(director), organism, seat)
    client = client_for(coordinator)
    assert "Rouvrir" not in client.get(reverse("organisms:team", args=[organism.pk])).text
    page = client.post(reverse("organisms:seat-reopen", args=[organism.pk, seat.pk]), follow=True)
    assert "ne se rouvre plus ici" in page.text
    assert not Membership.objects.running().filter(pk=seat.pk).exists()


def test_after_a_day_it_stays_closed(client_for, coordinator, organism, seat, monkeypatch):
    closed_by(client_for(coordinator), organism, seat)
    monkeypatch.setattr(undo, "UNDONE_WITHIN", timedelta(0))
    with pytest.raises(SeatRefused, match="plus d’un jour"):
        reopen_seat(seat=seat, by=coordinator)


def test_a_person_who_has_the_seat_anew_keeps_one(client_for, coordinator, staff, organism, seat):
    closed_by(client_for(coordinator), organism, seat)
    Membership.objects.create(user=staff, organism=organism, role="staff", during=DateRange(date.today(), None))
    with pytest.raises(SeatRefused, match="de nouveau"):
        reopen_seat(seat=seat, by=coordinator)


def test_a_running_seat_is_not_reopened(coordinator, seat):
    with pytest.raises(SeatRefused):
        reopen_seat(seat=seat, by=coordinator)


def test_one_that_ended_by_its_own_date_is_not_reopened(coordinator, organism, seat):
    Membership.objects.filter(pk=seat.pk).update(during=DateRange(date(2020, 1, 1), date(2021, 1, 1)))
    with pytest.raises(SeatRefused):
        reopen_seat(seat=seat, by=coordinator)


def test_closing_without_a_session_is_nobodys_to_undo(coordinator, seat):
    end_seat(seat=seat, by=coordinator)
    with pytest.raises(SeatRefused):
        reopen_seat(seat=seat, by=coordinator)


def running(seat):
    return type(seat).objects.running().filter(pk=seat.pk).exists()


@pytest.mark.parametrize("kind", ["network", "agent", "auditor"])
def test_seats_of_the_network_agents_and_auditors_run_again_too(
    client_for, organism, network, analyst, coordinator, auditor, funder_agent, kind
):
    seat, by, page, end, reopen = {
        "network": (analyst.network_seats.get(), network, "organisms:network-team",
                    "organisms:network-seat-end", "organisms:network-seat-reopen"),
        "agent": (funder_agent.funder_seats.get(), network, "agreements:agent-list",
                  "agreements:agent-end", "agreements:agent-reopen"),
        "auditor": (auditor.auditor_seats.get(), coordinator, "organisms:team",
                    "organisms:auditor-end", "organisms:auditor-reopen"),
    }[kind]  # fmt: skip
    place = [organism.pk] if kind == "auditor" else []
    browser, days = client_for(by), seat.during
    browser.post(reverse(end, args=[*place, seat.pk]))
    assert not running(seat)

    address = reverse(reopen, args=[*place, seat.pk])
    assert address in browser.get(reverse(page, args=place)).text
    assert "Un courriel le lui dit." in browser.post(address, follow=True).text
    assert running(seat)
    seat.refresh_from_db()
    assert seat.during == days
    assert "ne se rouvre plus ici" in browser.post(address, follow=True).text
