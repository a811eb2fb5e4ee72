"""Letters about one's own account. Called by jobs, never by views. No personal data in a subject."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from organisms.models import NetworkSeat, SecondStepReset, User


def send_account_change(user: User, change: str, at: datetime, user_agent: str) -> None:
    """Say what changed in the way they enter, when and from which device, to the person whose account it is."""
    url = settings.SITE_URL + reverse("account_reset_password")
    context = {"change": change, "at": at, "user_agent": user_agent, "url": url}
    body = render_to_string("emails/organisms/account_change.txt", context)
    EmailMessage("Votre compte au portail RORIQ a changé", body, to=[user.email]).send()


def send_step_reset(reset: SecondStepReset) -> int:
    """Tell a person that their second step was removed, and every other coordinator of the network; return how many.

    The person learns what to do if it was not they who asked. Those who are told watch each other: nobody removes a
    second step alone.
    """
    others = others_of_network(reset)
    context = {"reset": reset, "url": settings.SITE_URL + reverse("account_reset_password"), "others": others}
    body = render_to_string("emails/organisms/step_reset.txt", context)
    EmailMessage("Votre deuxième étape au portail RORIQ a été retirée", body, to=[reset.person.email]).send()
    context["url"] = settings.SITE_URL + reverse("organisms:network-team")
    body = render_to_string("emails/organisms/step_reset_watched.txt", context)
    for other in others:
        EmailMessage("Une deuxième étape a été retirée au portail RORIQ", body, to=[other.email]).send()
    return len(others) + 1


def others_of_network(reset: SecondStepReset) -> list[User]:
    """Return who coordinates the network today, without the person and without who removed their second step."""
    seats = NetworkSeat.objects.running().filter(role=NetworkSeat.Role.COORDINATOR).values("user")
    people = User.objects.filter(pk__in=seats, is_active=True).exclude(pk__in=[reset.person_id, reset.by_id or 0])
    return list(people.order_by("pk"))
