"""What a page says, whatever the layout of its template: where a line is broken in the source is nobody's concern."""

import re

from django.http import HttpResponse
from django.test import Client

BESIDE_A_TAG = re.compile(rb"(?<=>)[ \t]*\r?\n\s*|\s*\n[ \t]*(?=<|/?>)")
BETWEEN_WORDS = re.compile(rb"[ \t]*\n[ \t]+")


def flat(body: bytes) -> bytes:
    """Return a page on one line: what stands beside a tag joins it, words stay apart. A text's own line ends stay."""
    return BETWEEN_WORDS.sub(b" ", BESIDE_A_TAG.sub(b"", body))


def request_flat(request):
    """Wrap `Client.request`, so that tests read pages flat."""

    def wrapped(client: Client, **given) -> HttpResponse:
        response = request(client, **given)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = flat(response.content)
        return response

    return wrapped


HELP = re.compile(r'<section class="help-panel".*?</section>', re.DOTALL)


def without_help(response: HttpResponse) -> str:
    """Return what a page says by itself: « Aide » speaks of what may not be there today."""
    return HELP.sub("", response.content.decode())
