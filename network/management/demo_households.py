"""The demonstration’s families of three years, in regions that none of its accounts work in."""

from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from network.management.demo import person_of
from organisms.models import Category, Membership, Organism, User
from reporting.management.demo import past_moments
from services.households.actions import HouseholdInput, enter_household, record_step
from services.households.lifecycle import Step, anniversary

# Organism → how many families it welcomed in each State year
WELCOMED = {
    "L’Escale du promontoire": (9, 11, 13),
    "La Confluence des nations": (8, 9, 11),
    "Horizon Saint-Maurice": (6, 8, 9),
    "L’Amarre de l’Outaouais": (7, 7, 9),
    "Rives nouvelles": (6, 8, 8),
}
FIRST_YEAR = 2023
WRITTEN_ON = date(2026, 11, 3)
FOLLOWED = (6, 12, 24)
# Of five families, one left in the second half of its first year
STAY_OF_FIVE = ("stayed", "stayed", "left", "stayed", "stayed")
KINDS = ("economique", "refugies", "regroupement")


def welcome_families() -> None:
    """Enter families that came by themselves, and what became of each."""
    kinds = {row.key: row for row in Category.objects.filter(dimension__key="immigration")}
    with past_moments.at(past_moments.moment(WRITTEN_ON)):
        for organism in Organism.objects.filter(name__in=WELCOMED).order_by("sort_name"):
            by = person_of(organism, Membership.Role.COORDINATOR)
            for year, families in enumerate(WELCOMED[organism.name], FIRST_YEAR):
                days = [date(year, 4, 20) + timedelta(days=330 * rank // families) for rank in range(families)]
                _welcome_all(organism, days, kinds, by)


def _welcome_all(organism: Organism, days: list[date], kinds: dict[str, Category], by: User) -> None:
    for rank, day in enumerate(days):
        _welcome(organism, rank + day.year, day, kinds[KINDS[rank % 3]], by)


def _welcome(organism: Organism, number: int, day: date, kind: Category, by: User) -> None:
    key = uuid5(NAMESPACE_URL, f"demo:family:{organism.pk}:{day}")
    home = enter_household(organism=organism, new=HouseholdInput(1 + number % 5, kind, day), submit_key=key, by=by)
    result = "stayed"
    for months in FOLLOWED:
        after = anniversary(day, months)
        if after > WRITTEN_ON or result == "left":
            return
        result = STAY_OF_FIVE[number % 5] if months > min(FOLLOWED) else result
        step = Step("follow_up", home.side_of(organism.pk), after, months, result)
        record_step(household=home, organism=organism, step=step, by=by)
