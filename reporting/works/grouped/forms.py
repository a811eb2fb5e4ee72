"""Which reports were ticked, and what the author of an act on many of them certifies."""

from collections.abc import Mapping

from django import forms

from reporting.filling.forms import BOX
from reporting.filling.repeat_previous import Carried
from reporting.reports.forms import CHANGED, KeyForm
from reporting.workflow.signatures import EXACT
from reporting.works.grouped.choosing import MOST

MOST_DIGITS = 18
NOTHING = "Choisissez au moins un rapport."
TOO_MANY = f"Choisissez {MOST} rapports au plus."


def ticked(values: list[str]) -> list[int]:
    """Return the numbers of reports that a page sent, each once; what is no number is left out."""
    numbers = [value for value in values if value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS]
    return list(dict.fromkeys(map(int, numbers)))


class CertifyingForm(KeyForm):
    """What is certified of many reports. `attests`: whether some of them are certified as they leave.

    `carried`: report → what is said again of its answers taken from another period, a tick each.
    """

    is_exact = forms.BooleanField(
        label=f"De chacun de ces rapports\u00a0: {EXACT}",
        error_messages={"required": "Cochez cette phrase pour attester."},
    )

    def __init__(self, *args, attests: bool, carried: Mapping[int, Carried], **kwargs):
        super().__init__(*args, **kwargs)
        self.carried = carried
        for report_id, said in carried.items():
            self.fields[_again(report_id)] = forms.BooleanField(
                label=said.words,
                # Sent back, the mark says which answers the page showed
                widget=forms.CheckboxInput(attrs={"value": said.mark}),
                error_messages={"required": "Cochez cette phrase, ou corrigez les réponses reprises."},
            )
        if not attests:
            del self.fields["is_exact"]

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for report_id, said in self.carried.items():
            name = _again(report_id)
            if cleaned.get(name) and self.data.get(name) != said.mark:
                self.add_error(name, CHANGED)
        return cleaned

    @property
    def asks(self) -> bool:
        """Whether something is certified."""
        return bool(self.carried) or "is_exact" in self.fields

    def tick_of(self, report_id: int) -> forms.BoundField | None:
        """Return the tick of what is said again of a report; None where nothing is."""
        return self[_again(report_id)] if report_id in self.carried else None

    @property
    def confirmed(self) -> dict[int, str]:
        """Report → the mark of the answers that were said again."""
        return {report_id: said.mark for report_id, said in self.carried.items()}


class GroupedForm(CertifyingForm):
    """The confirmation. `seen`: the number of the last version of each report that the page shows, where there is one.

    `is_again`: whether new versions are issued, which say why.
    """

    reason = forms.CharField(
        label="Pourquoi de nouvelles versions",
        max_length=300,
        help_text="Chaque bailleur le lira en tête de la nouvelle version. L’autre reste lisible.",
        widget=forms.TextInput(attrs=BOX),
        error_messages={"required": "Dites en une phrase ce qui change\u00a0: le bailleur lit déjà une version."},
    )
    field_order = ("reason",)

    def __init__(self, *args, seen: Mapping[int, int], is_again: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.seen = seen
        for report_id, number in self.seen.items():
            self.fields[_seen(report_id)] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, min_value=0, max_value=32767, initial=number
            )
        if not is_again:
            del self.fields["reason"]

    @property
    def cleaned_act(self) -> dict:
        """Return what `start_grouped` asks beside the reports and their author."""
        numbers = {report_id: self.cleaned_data.get(_seen(report_id)) for report_id in self.seen}
        known = {report_id: number for report_id, number in numbers.items() if number is not None}
        reason = self.cleaned_data.get("reason", "")
        return {"key": self.cleaned_data["key"], "reason": reason, "confirmed": self.confirmed, "seen": known}


def _again(report_id: int) -> str:
    return f"repris-{report_id}"


def _seen(report_id: int) -> str:
    return f"vu-{report_id}"
