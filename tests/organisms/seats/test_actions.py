"""Seats and invitations: what opens, what closes, what is refused."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from agreements.models import FunderSeat
from organisms.models import Invitation, Membership, NetworkSeat, User
from organisms.seats import actions
from organisms.seats.invitation_tokens import find_invitation, hash_token, token_for
from tests.factories import make_seated_user, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "un long chemin de gravier"


def accept(token, **answers):
    return actions.accept_invitation(token=token, **(answers or {"name": "Aïcha Ba", "password": PASSWORD}))


def test_invite_member_keeps_only_the_hash_of_the_token(invite):
    seat, token = invite()
    row = seat.invitation
    assert row.token_hash == hash_token(token)
    assert token not in {str(value) for value in Invitation.objects.values().get(pk=row.pk).values()}
    assert token not in str(list(ProcrastinateJob.objects.values_list("args", flat=True)))


def test_invite_member_opens_a_seat_without_person_for_seven_days(invite, organism, coordinator):
    seat, _ = invite()
    assert (seat.user, seat.organism, seat.role, seat.created_by) == (None, organism, "staff", coordinator)
    left = seat.invitation.expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


def test_invitation_letter_holds_the_link_that_works(organism, coordinator, deliver):
    actions.invite_member(organism=organism, role="staff", email="a@example.org", name="A", by=coordinator)
    assert deliver() == 1
    letter = mail.outbox[0]
    token = letter.body.split("/invitation/")[1].split("/")[0]
    assert find_invitation(token).email == "a@example.org"
    assert letter.to == ["a@example.org"]
    assert "example.org" not in letter.subject
    assert organism.name in letter.body


def test_invitation_letter_is_not_sent_for_a_replaced_link(invite, deliver):
    invite()
    assert deliver() == 2
    assert len(mail.outbox) == 1


def test_invitation_letter_is_not_sent_once_cancelled(invite, deliver):
    seat, _ = invite()
    actions.cancel_invitation(invitation=seat.invitation, by=seat.created_by)
    deliver()
    assert mail.outbox == []


def test_accept_invitation_makes_the_account_and_opens_the_seat(invite, organism):
    seat, token = invite()
    person = accept(token)
    seat.refresh_from_db()
    assert (person.email, person.name) == ("nouvelle@example.org", "Aïcha Ba")
    assert person.check_password(PASSWORD)
    assert seat.user == person
    assert seat.during == DateRange(timezone.localdate(), None)
    assert User.objects.get(pk=person.pk).role_at(organism.pk) == {"staff"}


def test_accept_invitation_serves_once(invite):
    _, token = invite()
    person = accept(token)
    with pytest.raises(actions.InvitationClosed):
        accept(token, user=person)


@pytest.mark.parametrize("moment", ["expires_at", "cancelled_at"])
def test_accept_invitation_refuses_expired_or_cancelled(invite, moment):
    seat, token = invite()
    by = {"cancelled_by": seat.created_by} if moment == "cancelled_at" else {}
    past = timezone.now() - timedelta(seconds=1)
    Invitation.objects.filter(pk=seat.invitation_id).update(**{moment: past}, **by)
    with pytest.raises(actions.InvitationClosed):
        accept(token)
    assert not User.objects.filter(email="nouvelle@example.org").exists()


def test_accept_invitation_refuses_the_account_of_someone_else(invite, staff):
    _, token = invite()
    with pytest.raises(actions.OtherAccount):
        accept(token, user=staff)


def test_accept_invitation_refuses_to_overwrite_an_account(invite):
    _, token = invite(email="connue@example.org")
    known = make_user("Connue", email="connue@example.org", password="le sien qui est long")
    with pytest.raises(actions.OtherAccount):
        accept(token)
    known.refresh_from_db()
    assert known.check_password("le sien qui est long")


def test_accept_invitation_refuses_a_seat_held_already(invite, organism):
    seat, token = invite(email="deja@example.org")
    person = make_user("Déjà", email="deja@example.org")
    Membership.objects.create(
        user=person, organism=organism, role="staff", during=DateRange(timezone.localdate(), None)
    )
    with pytest.raises(actions.SeatRefused):
        accept(token, user=person)
    seat.refresh_from_db()
    assert seat.user is None


def test_accept_invitation_opens_every_kind_of_seat_tied_to_it(network, funder):
    invitation, token = actions.open_invitation(email="agente@example.org", name="Agente", by=network)
    during = DateRange(timezone.localdate(), None)
    seat = FunderSeat.objects.create(funder=funder, invitation=invitation, during=during, created_by=network)
    person = accept(token)
    seat.refresh_from_db()
    assert seat.user == person
    assert person.live_funder_seats == [seat]


def test_open_invitation_refuses_oneself(network):
    with pytest.raises(actions.SeatRefused):
        actions.open_invitation(email=network.email.upper(), name="", by=network)
    assert not Invitation.objects.exists()


def test_invite_member_refuses_a_second_invitation_for_the_same_seat(invite):
    invite()
    with pytest.raises(actions.SeatRefused, match="attend déjà"):
        invite(email="Nouvelle@example.org")
    assert Invitation.objects.count() == 1


def test_invite_member_refuses_a_seat_that_runs(invite, staff):
    with pytest.raises(actions.SeatRefused, match="a déjà ce siège"):
        invite(email=staff.email)


def test_invite_to_network_opens_a_network_seat(network):
    invitation = actions.invite_to_network(role="analyst", email="b@example.org", name="B", by=network)
    assert NetworkSeat.objects.get(invitation=invitation).role == "analyst"


def test_resend_invitation_kills_the_old_link(invite):
    seat, old = invite()
    new = actions.resend_invitation(invitation=seat.invitation)
    assert find_invitation(old) is None
    assert find_invitation(new) == seat.invitation


def test_resend_invitation_refuses_an_accepted_one(invite):
    seat, token = invite()
    accept(token)
    with pytest.raises(actions.InvitationClosed):
        actions.resend_invitation(invitation=seat.invitation)


def test_end_seat_closes_today_and_keeps_its_days(organism, coordinator):
    yesterday = timezone.localdate() - timedelta(days=30)
    person = make_seated_user("Partante", organism, "staff", DateRange(yesterday, None))
    seat = person.memberships.get()
    actions.end_seat(seat=seat, by=coordinator)
    seat.refresh_from_db()
    assert seat.during == DateRange(yesterday, timezone.localdate())
    assert not User.objects.get(pk=person.pk).has_any_seat


def test_end_seat_refuses_one_that_is_closed(organism, coordinator, staff):
    seat = staff.memberships.get()
    actions.end_seat(seat=seat, by=coordinator)
    with pytest.raises(actions.SeatRefused, match="déjà fermé"):
        actions.end_seat(seat=seat, by=coordinator)


def test_end_seat_refuses_ones_own_when_it_is_the_last_head(coordinator):
    with pytest.raises(actions.SeatRefused, match="dernier"):
        actions.end_seat(seat=coordinator.memberships.get(), by=coordinator)


def test_end_seat_lets_a_head_leave_when_another_stays(coordinator, director):
    assert coordinator.has_any_seat
    actions.end_seat(seat=coordinator.memberships.get(), by=coordinator)
    assert not User.objects.get(pk=coordinator.pk).has_any_seat
    assert director.has_any_seat


def test_end_seat_refuses_to_leave_the_network_headless(network, analyst):
    with pytest.raises(actions.SeatRefused, match="dernier"):
        actions.end_seat(seat=network.network_seats.get(), by=network)


def test_token_needs_the_house_secret(settings):
    token = token_for("abc")
    settings.SECRET_KEY = "une-autre"
    assert token_for("abc") != token
