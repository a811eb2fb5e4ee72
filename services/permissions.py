"""Who may read and write an organism's records."""

from organisms.models import Membership, Organism, User


def can_read_records(user: User, organism: Organism) -> bool:
    """Whether she has any seat in the organism, or audits it. A pivot, the network and funders never read records."""
    return bool(user.role_at(organism.pk)) or organism.pk in user.audited_organism_ids


def can_write_records(user: User, organism: Organism) -> bool:
    """Whether she works there: staff, coordination and direction record alike."""
    return bool(user.role_at(organism.pk))


def leads(user: User, organism: Organism) -> bool:
    """Whether she coordinates or directs it: its offer, positions, templates, merges and follow-up are theirs to write."""
    return bool(user.role_at(organism.pk) & {Membership.Role.COORDINATOR, Membership.Role.DIRECTOR})
