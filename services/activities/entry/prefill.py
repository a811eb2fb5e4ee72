"""What a form of entry starts with: a record repeated, or a template of the organism."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from agreements.models import Agreement
from roriq_portal.formats.days import format_day
from services.activities.entry.activity_form import initial_of
from services.activities.entry.base_form import NUMBERS
from services.forms.towns import town_words
from services.models import Activity, ActivityTemplate
from services.partners.names import unmerged_partners

REPEATED = ("activity_type", "town", "partners", "body")


@dataclass(frozen=True)
class Start:
    """Initial values of the form, and the agreements left out because they do not hold on its day, in words."""

    initial: dict
    left_out: list[str] = field(default_factory=list)


def repeat_of(activity: Activity, *, day: date, with_numbers: bool) -> Start:
    """Return the same type, town, partners, body and agreements, on another day; numbers and breakdown if asked."""
    source = initial_of(activity)
    agreements, left_out = agreements_in_force(activity.agreements.order_by("reference"), day)
    initial = {name: source[name] for name in REPEATED}
    if with_numbers:
        initial |= {name: value for name, value in source.items() if name in NUMBERS or name.startswith("cat_")}
    return Start({**initial, "agreements": agreements, "day": day}, left_out)


def start_of(template: ActivityTemplate, *, day: date) -> Start:
    """Return what a template fills in on a day; merged partners by the name that was kept."""
    agreements, left_out = agreements_in_force(template.agreements.order_by("reference"), day)
    numbers = {name: getattr(template, name) for name in NUMBERS}
    if numbers["quantity"] is not None:
        numbers["quantity"] = f"{numbers['quantity'].normalize():f}"
    initial = {
        "activity_type": template.activity_type_id,
        "town": town_words(template.municipality),
        "partners": " ; ".join(partner.name for partner in unmerged_partners(template.partners)),
        "agreements": agreements,
        "day": day,
    }
    return Start(initial | numbers, left_out)


def agreements_in_force(agreements: Iterable[Agreement], day: date) -> tuple[list[int], list[str]]:
    """Return the ids of those whose term covers the day, and of the others why not, in words."""
    rows = list(agreements)
    ids = [row.pk for row in rows if day in row.during]
    return ids, [_term_words(row, day) for row in rows if day not in row.during]


def _term_words(agreement: Agreement, day: date) -> str:
    if day > agreement.last_day:
        return f"{agreement.reference} a pris fin le {format_day(agreement.last_day)}"
    return f"{agreement.reference} ne commence que le {format_day(agreement.starts_on)}"
