"""What every form that charges new work asks once: a double claim, a record that says the same, what is left."""

from django import forms

from services.activities.double_claims import HELD, chosen_together
from services.activities.entry.base_form import KindsForm
from services.activities.entry.same_records import SameRecordsForm


class LaterField(forms.BooleanField):
    """Said by who records: the breakdown or the note will be completed another time, by anybody."""

    def __init__(self) -> None:
        super().__init__(
            label="À compléter plus tard",
            required=False,
            help_text="La fiche compte dès maintenant et reste dans la liste de ce qui est à compléter.",
        )


class ClaimsForm(SameRecordsForm, KindsForm):
    """`anyway` names the agreements that the page warned about; « Imputer quand même » sends it back."""

    is_incomplete = LaterField()

    anyway = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def check_claims(self, data: dict) -> None:
        """A double claim that a funder forbids is asked about once, for exactly the agreements that are ticked."""
        chosen = list(data.get("agreements") or ())
        stands = "revision" in self.initial and set(self.initial.get("agreements", ())) == {row.pk for row in chosen}
        words = "" if stands else chosen_together(chosen)
        if words and data.get("anyway") != self.claims_key:
            self.add_error("agreements", forms.ValidationError(words, code=HELD))

    @property
    def claims_key(self) -> str:
        """Which agreements the page warned about, so that « Imputer quand même » says yes to them and no others."""
        return "-".join(sorted(str(key) for key in self["agreements"].value() or ()))

    @property
    def has_only_double_claim(self) -> bool:
        """Whether a double claim is the only fault, which the user may accept."""
        return self.has_error("agreements", HELD) and sum(map(len, self.errors.as_data().values())) == 1
