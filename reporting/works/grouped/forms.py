"""Which reports were ticked, and what the author of an act on many of them certifies."""

from django import forms

from reporting.reports.forms import KeyForm
from reporting.workflow.signatures import EXACT
from reporting.works.grouped.choosing import MOST

MOST_DIGITS = 18
NOTHING = "Choisissez au moins un rapport."
TOO_MANY = f"Choisissez {MOST} rapports au plus."


def ticked(values: list[str]) -> list[int]:
    """Return the numbers of reports that a page sent, each once; what is no number is left out."""
    numbers = [value for value in values if value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS]
    return list(dict.fromkeys(map(int, numbers)))


class GroupedForm(KeyForm):
    """The confirmation. `attests`: whether some of the reports are certified as they leave."""

    is_exact = forms.BooleanField(
        label=f"De chacun de ces rapports\u00a0: {EXACT}",
        error_messages={"required": "Cochez cette phrase pour attester."},
    )

    def __init__(self, *args, attests: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not attests:
            del self.fields["is_exact"]
