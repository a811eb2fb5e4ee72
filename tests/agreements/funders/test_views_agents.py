"""Accesses of funders' agents: who waits, who reads, who no longer does; a letter sent again or cancelled."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.models import FunderSeat
from organisms.models import Invitation
from tests import factories

LIST = reverse("agreements:agent-list")


def act(name, seat) -> str:
    return reverse(f"agreements:agent-{name}", args=[seat.pk])


@pytest.fixture
def waiting(funder, network):
    invitation = Invitation.objects.create(
        email="agente@example.org",
        token_hash="2" * 64,
        created_by=network,
        expires_at=timezone.now() + timedelta(days=7),
    )
    return FunderSeat.objects.create(funder=funder, invitation=invitation, during=factories.ALWAYS)


@pytest.mark.parametrize("days", [7, -1])
def test_pending_invitation_is_sent_again(waiting, network, client_for, days):
    letter = waiting.invitation
    letter.expires_at = timezone.now() + timedelta(days=days)
    letter.save()
    browser = client_for(network)
    assert f'action="{act("resend", waiting)}"' in browser.get(LIST).text

    assert browser.post(act("resend", waiting)).url == LIST

    letter.refresh_from_db()
    assert (letter.token_hash != "2" * 64, letter.is_open) == (True, True)


def test_pending_invitation_is_cancelled_by_name_and_stays_told(waiting, network, client_for):
    browser = client_for(network)

    assert browser.post(act("cancel", waiting)).url == LIST

    waiting.invitation.refresh_from_db()
    assert waiting.invitation.cancelled_by == network
    page = browser.get(LIST).text
    assert "Invitation annulée le" in page
    assert act("resend", waiting) not in page
    assert [browser.post(act(name, waiting)).status_code for name in ("resend", "cancel")] == [404, 404]


def test_closed_access_is_dated(funder_agent, network, client_for):
    browser, seat = client_for(network), funder_agent.funder_seats.get()
    page = browser.get(LIST).text
    assert "Ouvert" in page
    assert act("end", seat) in page

    browser.post(act("end", seat))

    page = browser.get(LIST).text
    assert "Fermé le" in page
    assert act("end", seat) not in page


@pytest.mark.parametrize("name", ["resend", "cancel"])
def test_invitations_are_the_coordinations(waiting, analyst, client_for, name):
    assert client_for(analyst).post(act(name, waiting)).status_code == 403
    waiting.invitation.refresh_from_db()
    assert (waiting.invitation.token_hash, waiting.invitation.cancelled_at) == ("2" * 64, None)


def test_form_of_an_agreement_says_what_to_write(network, client_for):
    page = client_for(network).post(reverse("agreements:agreement-add"), {"seen": "-"}).text

    assert "Inscrivez la référence." in page
    assert "Ce champ est obligatoire" not in page
    assert "---------" not in page


def test_filter_offers_the_funders_of_her_agreements(
    agreement, funder, other_funder, funder_agent, network, client_for
):
    page = client_for(funder_agent).get(reverse("agreements:agreement-list")).text

    assert funder.name in page
    assert other_funder.name not in page


def test_region_without_organism_has_no_mandate_to_give(network, organism, client_for):
    empty, full = (
        client_for(network).get(reverse("organisms:mandate-give", args=[code])).text for code in ("09", "08")
    )

    assert "Aucun organisme dans cette région" in empty
    assert "<select" not in empty
    assert "<select" in full
