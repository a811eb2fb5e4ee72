"""The differences between an offering as it was typed and as it is now, in words."""

from dataclasses import dataclass

from organisms.form_controls import row_field
from services.offerings.actions import OfferingInput
from services.offerings.forms import OfferingEditForm


@dataclass(frozen=True)
class Difference:
    field: str
    mine: str
    theirs: str


def offering_differences(form: OfferingEditForm, theirs: OfferingInput) -> list[Difference]:
    """Return the fields of a valid form that say something else than what is written now."""
    mine = form.terms()
    offered = row_field(form, "agreements").queryset
    names = dict(offered.values_list("pk", "reference")) if offered is not None else {}
    pairs = {
        "first_day": (mine.first_day, theirs.first_day),
        "last_day": (mine.last_day, theirs.last_day),
        "agreements": tuple(", ".join(names.get(key, "") for key in terms.agreement_ids) for terms in (mine, theirs)),
        "note": (mine.note, theirs.note),
    }
    return [
        Difference(str(form[name].label), str(own or "–"), str(other or "–"))
        for name, (own, other) in pairs.items()
        if own != other
    ]
