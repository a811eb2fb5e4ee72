"""What the pages of news read of an address and of a click."""

import re
from datetime import datetime

from django import forms
from django.http import QueryDict

from organisms.models import NewsKind
from reporting.deadlines.news.listing import moment_of
from roriq_portal.formats.typed import read_digits
from roriq_portal.rendering import PlainSelect

KEY = re.compile(r"([a-z]{1,12})-([0-9]{1,18})")
UNREAD = "non-lus"


class NewsFilterForm(forms.Form):
    sorte = forms.ChoiceField(
        label="Sorte", required=False, choices=[("", "Toutes"), *NewsKind.choices], widget=PlainSelect()
    )
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), (UNREAD, "Non lus")], widget=PlainSelect()
    )

    def chosen(self) -> tuple[str, bool]:
        """Return the kind and whether read news is left out; a choice that is none of the list is no choice."""
        self.is_valid()
        return self.cleaned_data.get("sorte", ""), self.cleaned_data.get("etat") == UNREAD


def posted_keys(posted: QueryDict) -> list[tuple[str, int]]:
    """Return the news that a click names; what does not read is left out."""
    matches = (KEY.fullmatch(word) for words in posted.getlist("cle") for word in words.split())
    return [(match[1], int(match[2])) for match in matches if match]


def typed_moment(text: str | None) -> datetime | None:
    """Return a moment written in microseconds; None for anything else."""
    count = read_digits(text, 17)
    return moment_of(count) if count else None
