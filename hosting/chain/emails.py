"""The letter of the digests: whoever keeps it can prove that nothing older was altered since."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from hosting.chain.models import DayDigest
from roriq_portal.formats.days import format_day


def send_digests(digests: list[DayDigest]) -> None:
    """Send the newest digests to those whom the settings name, each on their own; nothing where there is nobody."""
    for address in settings.DIGESTS_MAILED_TO if digests else ():
        body = render_to_string("emails/hosting/digests.txt", {"digests": digests[-31:], "url": settings.SITE_URL})
        EmailMessage(f"Empreinte du {format_day(digests[-1].day)}, portail RORIQ", body, to=[address]).send()
