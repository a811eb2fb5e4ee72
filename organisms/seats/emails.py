"""Letters of this app. Called by jobs, never by views. No personal data in a subject."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from organisms.models import Invitation, User
from organisms.models.seats import Seat
from organisms.seats.invitation_tokens import seats_of


def send_invitation(invitation: Invitation, token: str) -> None:
    """Send the link to the invited e-mail. This letter is the only place where the token is written.

    It greets nobody by name: the inviter typed that name, and could have it say anything to anybody.
    """
    body = render_to_string(
        "emails/organisms/invitation.txt",
        {
            "invitation": invitation,
            "seats": seats_of(invitation),
            "url": settings.SITE_URL + reverse("organisms:invitation-accept", args=[token]),
        },
    )
    EmailMessage("Votre invitation au portail RORIQ", body, to=[invitation.email]).send()


def send_seat_reopened(seat: Seat, person: User, by: User) -> None:
    """Tell the person of a seat that its end was a mistake."""
    context = {"seat": seat, "name": person.name, "by": by, "url": settings.SITE_URL + reverse("organisms:profile")}
    body = render_to_string("emails/organisms/seat_reopened.txt", context)
    EmailMessage("Votre siège au portail RORIQ est rouvert", body, to=[person.email]).send()


def send_seat_ended(seat: Seat, person: User, by: User) -> None:
    """Tell the person of a seat that it ended. A seat that was opened and closed the same day has no last day."""
    context = {"seat": seat, "name": person.name, "by": by, "url": settings.SITE_URL + reverse("organisms:profile")}
    body = render_to_string("emails/organisms/seat_ended.txt", context)
    EmailMessage("Votre siège au portail RORIQ est fermé", body, to=[person.email]).send()
