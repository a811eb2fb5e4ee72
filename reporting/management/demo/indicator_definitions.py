"""Definitions: an indicator whose meaning changed on a day; a programme that forbids double claims, and two of them."""

from datetime import date

from agreements.agreement.double_claims import set_programme_rule
from agreements.models import Agreement
from organisms.models import Indicator
from reporting.management.demo import past_moments
from reporting.management.demo.cast import World
from services.activities.actions import charge_activities
from services.counting.definitions import change_definition
from services.models import Activity

CHANGED, SINCE = "V4.02", date(2026, 7, 1)
WORDS = "Suivis de 30 minutes et plus"
DEFINITION = (
    "Rencontre de suivi d’au moins 30 minutes, en personne ou en ligne. "
    "Un rappel téléphonique ou un courriel ne compte plus."
)
# The first agreement's programme forbids double claims; the second claims the same work too
STRICT, OTHER = "SQ-2024-104", "MIN-2024-031"
CLAIMED = 2


def show_figures(world: World) -> None:
    """Write them by the actions that people's pages call."""
    with past_moments.at(past_moments.moment(date(2026, 6, 15))):
        change_definition(
            indicator=Indicator.objects.get(code=CHANGED),
            words=WORDS,
            definition=DEFINITION,
            valid_from=SINCE,
            by=world.network,
        )
    by_reference = {row.reference: row for row in world.agreements}
    _claim_twice(world, by_reference[STRICT], by_reference[OTHER])


def _claim_twice(world: World, strict: Agreement, other: Agreement) -> None:
    """Two records that the other agreement counts are charged to the strict one, knowingly."""
    set_programme_rule(programme=strict.programme, forbids_double_claims=True)
    rows = Activity.objects.live().filter(organism=strict.organism_id, charges__agreement=other)
    inside = rows.filter(day__gte=strict.starts_on, day__lte=strict.last_day).exclude(charges__agreement=strict)
    chosen = list(inside.order_by("-day", "-pk")[:CLAIMED])
    by = world.coordinator("croisee")
    strict.refresh_from_db()
    charge_activities(activities=chosen, agreement=strict, by=by, accepted=len(chosen))
