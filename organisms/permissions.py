"""Who may do what with organisms, teams and mandates. Plain predicates; rows are chosen by `visible_to`."""

from organisms.models import Membership, Organism, User

Role = Membership.Role


def invitable_roles(user: User, organism: Organism) -> list[str]:
    """Return the roles they may open or close there: staff for its heads, all for the network."""
    if user.coordinates_network:
        return list(Role.values)
    return [Role.STAFF] if user.role_at(organism.pk) & {Role.COORDINATOR, Role.DIRECTOR} else []


def can_manage_seat(user: User, seat: Membership) -> bool:
    """A seat is managed by those who may open its role; anyone may give up their own."""
    return seat.user_id == user.pk or seat.role in invitable_roles(user, seat.organism)


def can_seat_auditors(user: User, organism: Organism) -> bool:
    """Outside auditors are seated by the heads of the organism, and by the coordination of the network."""
    return bool(invitable_roles(user, organism))


def can_edit_organism(user: User, organism: Organism) -> bool:
    """Its card is kept by its coordination, its direction, and the coordination of the network."""
    return bool(invitable_roles(user, organism))
