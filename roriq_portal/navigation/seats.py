"""In which of their seats a person looks at the portal: the organism of the address, what they chose, or the first.

A choice shows other doors; it gives no right and hides no row.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from roriq_portal.navigation.doors import ANALYST, AUDITOR, FUNDER, NETWORK, Doors, doors_of_organism, widest_of

CHOSEN = "chosen_seat"


@dataclass(frozen=True)
class SeatChoice:
    """A seat as the list under the name shows it: its key, its words, its doors, and the organism whose pages it opens.

    `role`: the widest at an organism, else network, funder or auditor; `is_pivot`: of a team that is the pivot of its
    region. `organism`: the organism of a team or of an auditor; nothing for the network and for funders.
    """

    key: str
    words: str
    role: str
    doors: Doors
    organism: Any = None
    is_of_team: bool = False
    is_pivot: bool = False


def seats_of(user) -> list[SeatChoice]:
    """Return the seats of a person that run today, one an organism, the network's, one for all funders, auditors'."""
    return [*_of_teams(user), *_of_network(user), *_of_funders(user), *_of_auditors(user)]


def _of_teams(user) -> list[SeatChoice]:
    organisms = {seat.organism_id: seat for seat in reversed(user.live_memberships)}
    choices = []
    for seat in dict.fromkeys(organisms[member.organism_id] for member in user.live_memberships):
        roles, organism = user.role_at(seat.organism_id), seat.organism
        is_pivot = organism.region_id in user.pivot_region_ids
        doors = doors_of_organism(roles, is_pivot=is_pivot)
        words = f"{seat.get_role_display()}, {organism.name}"
        key, role = f"organism-{organism.pk}", widest_of(roles)
        choices.append(SeatChoice(key, words, role, doors, organism, is_of_team=True, is_pivot=is_pivot))
    return choices


def _of_network(user) -> list[SeatChoice]:
    seat = user.live_network_seat
    doors = NETWORK if user.coordinates_network else ANALYST
    return [SeatChoice("network", seat.get_role_display(), "network", doors)] if seat else []


def _of_funders(user) -> list[SeatChoice]:
    """Return one choice for all funders: their pages show what each of them signed."""
    return [SeatChoice("funder", str(seat), "funder", FUNDER) for seat in user.live_funder_seats[:1]]


def _of_auditors(user) -> list[SeatChoice]:
    seats = {seat.organism_id: seat for seat in user.live_auditor_seats}
    return [
        SeatChoice(f"audit-{seat.organism_id}", str(seat), "auditor", AUDITOR, seat.organism) for seat in seats.values()
    ]


def seat_here(request: HttpRequest, seats: list[SeatChoice]) -> SeatChoice | None:
    """Return the seat to show: that of the organism in the address, else the chosen one, else the first."""
    match = request.resolver_match
    wanted = match.kwargs.get("organism_id") if match else None
    chosen = request.session.get(CHOSEN) if hasattr(request, "session") else None
    at_address = (seat for seat in seats if wanted is not None and seat.organism and seat.organism.pk == wanted)
    by_choice = (seat for seat in seats if seat.key == chosen)
    return next(at_address, None) or next(by_choice, None) or next(iter(seats), None)
