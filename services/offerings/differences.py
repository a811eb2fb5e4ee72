"""What differs between an offering as it was written and as it stands, in words."""

from dataclasses import dataclass

from services.offerings.actions import OfferingInput
from services.offerings.forms import OfferingEditForm


@dataclass(frozen=True)
class Difference:
    field: str
    mine: str
    theirs: str


def differences(form: OfferingEditForm, theirs: OfferingInput) -> list[Difference]:
    """Return the fields of a valid form that say something else than what is written now."""
    mine = form.terms()
    names = dict(form.fields["agreements"].queryset.values_list("pk", "reference"))
    said = {
        "first_day": (mine.first_day, theirs.first_day),
        "last_day": (mine.last_day, theirs.last_day),
        "agreements": tuple(", ".join(names.get(key, "") for key in one.agreement_ids) for one in (mine, theirs)),
        "note": (mine.note, theirs.note),
    }
    return [
        Difference(form[name].label, str(one or "–"), str(other or "–"))
        for name, (one, other) in said.items()
        if one != other
    ]
