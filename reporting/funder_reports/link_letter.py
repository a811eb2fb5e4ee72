"""The words of the letter that carries a private link: read by its sender before it goes, then sent."""

from django.template.loader import render_to_string

from reporting.models import PrivateLink


def link_letter(link: PrivateLink, address: str) -> str:
    """Return the letter of a link to its recipient, in the organism's name."""
    return render_to_string(
        "emails/reporting/without_account/sent.txt", {"link": link, "report": link.report, "url": address}
    )
