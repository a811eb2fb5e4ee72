"""Who may read and write an organism's records."""

from agreements.permissions import MANAGERS
from organisms.models import Membership, Organism, User


def can_read_records(user: User, organism: Organism) -> bool:
    """Whether they have any seat in the organism, or audit it. A pivot, the network and funders never read records."""
    return bool(user.role_at(organism.pk)) or organism.pk in user.audited_organism_ids


def can_write_records(user: User, organism: Organism) -> bool:
    """Whether they work there: staff, coordination and direction record alike."""
    return bool(user.role_at(organism.pk))


def leads(user: User, organism: Organism) -> bool:
    """Whether they coordinate or direct it.

    They write its offer, positions, joint targets, templates, merges and follow-up.
    """
    return bool(user.role_at(organism.pk) & MANAGERS)


def can_read_readings(user: User, organism: Organism) -> bool:
    """Whether they read who opened the households of an organism: its direction, and the network's coordination."""
    return Membership.Role.DIRECTOR in user.role_at(organism.pk) or user.coordinates_network


def can_read_household_totals(user: User) -> bool:
    """Whether they read the totals of all households: the network. Funders and auditors read them in reports."""
    return user.is_network
