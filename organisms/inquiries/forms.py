"""Forms of what is written to the network."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import Resolver404, resolve

from organisms.form_controls import dress
from organisms.models.help import MOST_SIGNS

TOO_LONG = f"Écrivez {MOST_SIGNS} signes au plus."
AGAIN = "Rechargez cette page."


class InquiryForm(forms.Form):
    text = forms.CharField(
        label="Votre question ou votre idée", max_length=MOST_SIGNS, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Sans nom de personne accompagnée.",
        error_messages={"required": "Écrivez votre question.", "max_length": TOO_LONG},
    )  # fmt: skip
    page = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), AGAIN))

    def __init__(self, data: Mapping[str, Any] | None = None, *, page: str = "", **kwargs):
        initial = {"key": uuid.uuid4(), "page": page_of_ours(page)}
        super().__init__(data, initial=initial, auto_id="ecrire_%s", **kwargs)
        dress(self)

    def clean_page(self) -> str:
        return page_of_ours(self.cleaned_data["page"])


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Votre réponse", max_length=MOST_SIGNS, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Écrivez votre réponse.", "max_length": TOO_LONG},
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs):
        super().__init__(data, **kwargs)
        dress(self)


def page_of_ours(address: str) -> str:
    """Return the address of a page of the portal, without what follows it; nothing for any other.

    Nor for one that opens by the secret in it: whoever reads the question would hold that secret.
    """
    path = address.partition("?")[0][:300]
    try:
        route = resolve(path)
    except Resolver404:
        return ""
    return "" if "token" in route.kwargs else path
