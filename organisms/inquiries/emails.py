"""Letters of what is written to the network. Called by jobs, never by views. No personal data in a subject."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from organisms.models import Inquiry, NetworkSeat, User


def send_inquiry(inquiry: Inquiry) -> int:
    """Send what was written to each coordinator of the network; an answer by mail goes to who wrote it."""
    seats = NetworkSeat.objects.running().filter(role=NetworkSeat.Role.COORDINATOR).values("user")
    addresses = User.objects.filter(pk__in=seats, is_active=True).order_by("pk").values_list("email", flat=True)
    url = settings.SITE_URL + reverse("organisms:inquiry-detail", args=[inquiry.pk])
    page = settings.SITE_URL + inquiry.page if inquiry.page else ""
    body = render_to_string("emails/organisms/inquiry.txt", {"inquiry": inquiry, "page": page, "url": url})
    for address in addresses:
        EmailMessage("Une question de la page d’aide", body, to=[address], reply_to=[inquiry.by.email]).send()
    return len(addresses)


def send_answer(inquiry: Inquiry) -> None:
    """Send the answer to who wrote."""
    url = settings.SITE_URL + reverse("search:help") + "#ecrire"
    context = {"inquiry": inquiry, "name": inquiry.by.name, "url": url}
    body = render_to_string("emails/organisms/inquiry_answer.txt", context)
    EmailMessage("Le réseau répond à votre question", body, to=[inquiry.by.email]).send()
