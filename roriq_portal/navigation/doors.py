"""The doors of the masthead for each kind of seat, five or six, and the places behind each, eight at most.

A place is listed for the roles that may open it, so that none is shown grey; a test opens every one of them.
"""

from collections.abc import Iterable

from roriq_portal.navigation import places as p
from roriq_portal.navigation.places import Place

Doors = tuple[tuple[str, tuple[Place, ...]], ...]

STAFF: Doors = (
    ("À faire", (p.DUE, p.NEWS, p.CALENDAR, p.HOUSEHOLD_FOLLOW_UPS)),
    ("Activités", (p.ACTIVITIES, p.HOUSEHOLDS, p.PARTNERS, p.BODIES, p.TEMPLATES, p.IMPORTS)),
    ("Rapports", (p.REPORTS, p.RESULTS, p.TARGETS, p.MEASURES, p.ORGANISM_PORTRAIT)),
    ("Ententes", (p.AGREEMENTS, p.JOINT_TARGETS, p.RENEWALS, p.STABILITY)),
    ("Organisme", (p.CARD, p.OFFER, p.POSITIONS, p.TEAM, p.REGION, p.CONTINUUM, p.ORGANISM_STATEMENT)),
)
COORDINATOR: Doors = (
    ("À faire", (p.DUE, p.NEWS, p.CALENDAR, p.HOUSEHOLD_FOLLOW_UPS, p.RECORD_FOLLOW_UP)),
    ("Activités", (p.ACTIVITIES, p.HOUSEHOLDS, p.PARTNERS, p.BODIES, p.TEMPLATES, p.IMPORTS, p.HAND_OVER)),
    ("Rapports", (p.REPORTS, p.RESULTS, p.TARGETS, p.MEASURES, p.ORGANISM_PORTRAIT, p.BURDEN)),
    ("Ententes", (p.AGREEMENTS, p.MONEY, p.JOINT_TARGETS, p.RENEWALS, p.STABILITY)),
    ("Organisme", (p.CARD, p.OFFER, p.POSITIONS, p.TEAM, p.REGION, p.CONTINUUM, p.ORGANISM_STATEMENT, p.INCIDENTS)),
)
# As coordination, with who read which household
DIRECTOR: Doors = (
    COORDINATOR[0],
    ("Activités", (*COORDINATOR[1][1][:2], p.READINGS, *COORDINATOR[1][1][2:])),
    *COORDINATOR[2:],
)
NETWORK: Doors = (
    ("À faire", (p.DUE, p.NEWS, p.CALENDAR, p.REMINDERS, p.MESSAGES, p.INQUIRIES, p.WORKS, p.STATE)),
    ("Dépôts", (p.FILINGS, p.REPORTS, p.CONSOLIDATED, p.CAMPAIGNS, p.FORMS, p.INDICATORS)),
    (
        "Résultats",
        (p.PORTRAIT, p.NETWORK_RESULTS, p.NETWORK_HOUSEHOLDS, p.NETWORK_POSITIONS, p.BAROMETER, p.NETWORK_BURDEN),
    ),
    (
        "Organismes",
        (p.DIRECTORY, p.REGIONS, p.CONTINUUM, p.STATEMENT, p.NETWORK_TEAM, p.PEOPLE, p.PRIVACY, p.INCIDENTS),
    ),
    ("Ententes", (p.AGREEMENTS, p.FUNDERS, p.AGENTS, p.RENEWALS, p.STABILITY)),
)
# The access of funders, how people enter and incidents are the coordination's
ANALYST: Doors = (
    *NETWORK[:3],
    ("Organismes", tuple(place for place in NETWORK[3][1] if place not in (p.PEOPLE, p.INCIDENTS))),
    ("Ententes", (p.AGREEMENTS, p.FUNDERS, p.RENEWALS, p.STABILITY)),
)
FUNDER: Doors = (
    ("À faire", (p.DUE, p.NEWS, p.CALENDAR)),
    ("Suivi", (p.DESK, p.FUNDER_PORTRAIT, p.FUNDER_HOUSEHOLDS, p.FUNDER_CONTINUUM, p.BUNDLE, p.STATEMENT)),
    ("Ententes", (p.AGREEMENTS, p.RENEWALS, p.STABILITY)),
    ("Rapports", (p.FUNDER_REPORTS, p.CONSOLIDATED, p.VERIFICATION)),
)
AUDITOR: Doors = (
    ("Mandat", (p.MANDATE, p.NEWS, p.CALENDAR)),
    ("Activités", (p.ACTIVITIES, p.PARTNERS, p.BODIES)),
    ("Rapports", (p.REPORTS, p.RESULTS, p.TARGETS, p.MEASURES, p.ORGANISM_PORTRAIT)),
    ("Ententes", (p.AGREEMENTS, p.MONEY, p.RENEWALS, p.STABILITY)),
    ("Organisme", (p.AUDITED_CARD, p.OFFER, p.POSITIONS, p.REGION, p.CONTINUUM, p.ORGANISM_STATEMENT)),
)
OF_PIVOT = (
    "Région",
    (p.OWN_REGION, p.REGION_FILINGS, p.REGION_RESULTS, p.REGION_TARGETS, p.REGION_CONTINUUM, p.CONSOLIDATED),
)
# What a pivot reads behind the door of its region, it does not read twice
ALSO_OF_PIVOT = {p.REGION, p.CONTINUUM}
ALL_DOORS: Doors = (*DIRECTOR, *NETWORK, *FUNDER, *AUDITOR, OF_PIVOT)
OF_ROLE = {"staff": STAFF, "coordinator": COORDINATOR, "director": DIRECTOR}


def widest_of(roles: Iterable[str]) -> str:
    """Return the role that opens the most, of those that a person has at one organism."""
    return next(role for role in reversed(OF_ROLE) if role in roles)


def doors_of_organism(roles: Iterable[str], *, is_pivot: bool) -> Doors:
    """Return the doors of a person's roles at one organism, the widest first; `is_pivot`: for its own region."""
    doors = OF_ROLE[widest_of(roles)]
    if not is_pivot:
        return doors
    organism, behind = doors[-1]
    return (*doors[:-1], (organism, tuple(place for place in behind if place not in ALSO_OF_PIVOT)), OF_PIVOT)
