"""The words of the letter that carries a private link: read by its sender before it goes, then sent."""

from django.template.loader import render_to_string

from reporting.models import PrivateLink
from reporting.papers.languages import address_in, in_each, languages_of_form


def link_letter(link: PrivateLink, address: str) -> str:
    """Return the letter of a link to its recipient, in the organism's name, in each language of the report's form."""
    context = {"link": link, "report": link.report}
    languages = languages_of_form(link.report.template_version)

    def written(language: str) -> str:
        url = address_in(address, language, languages)
        return render_to_string("emails/reporting/without_account/sent.txt", {**context, "url": url})

    return in_each(languages, written)
