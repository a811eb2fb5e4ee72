"""Letters about one's own account. Called by jobs, never by views. No personal data in a subject."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from organisms.models import User


def send_account_change(user: User, change: str, at: datetime, user_agent: str) -> None:
    """Say what changed in the way they enter, when and from which device, to the person whose account it is."""
    url = settings.SITE_URL + reverse("account_reset_password")
    context = {"change": change, "at": at, "user_agent": user_agent, "url": url}
    body = render_to_string("emails/organisms/account_change.txt", context)
    EmailMessage("Votre compte au portail RORIQ a changé", body, to=[user.email]).send()
