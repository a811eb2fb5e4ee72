"""Who may do what with an agreement. Seeing one is `visible_to`; these say who may change it."""

from organisms.models import Membership, Organism, User

from .models import Agreement

MANAGERS = {Membership.Role.COORDINATOR, Membership.Role.DIRECTOR}


def can_manage_agreements_of(user: User, organism_id: int) -> bool:
    """Return whether they keep the agreements of an organism: its coordination and direction, the network's."""
    return user.coordinates_network or bool(user.role_at(organism_id) & MANAGERS)


def can_change_agreement(user: User, agreement: Agreement) -> bool:
    return can_manage_agreements_of(user, agreement.organism_id)


def can_add_any_agreement(user: User) -> bool:
    return user.coordinates_network or any(m.role in MANAGERS for m in user.live_memberships)


def organisms_to_write_for(user: User):
    """Return the organisms for which they may write an agreement."""
    if user.coordinates_network:
        return Organism.objects.visible_to(user)
    mine = [m.organism_id for m in user.live_memberships if m.role in MANAGERS]
    return Organism.objects.visible_to(user).filter(pk__in=mine)


def can_prepare_report(user: User, agreement: Agreement) -> bool:
    """Whether they may open a deliverable's report: anyone of the organism, the network where it transmits."""
    seated = bool(user.role_at(agreement.organism_id))
    return seated or (agreement.issued_by_network and user.coordinates_network)


def can_seat_agents(user: User) -> bool:
    """Return whether they open and end seats of funders' agents: the network's coordination only."""
    return user.coordinates_network


def can_write_funders(user: User) -> bool:
    """Return whether they keep funders, their offices and programmes: the network's coordination only."""
    return user.coordinates_network


def reads_from_outside(user: User, agreement: Agreement) -> bool:
    """Return whether they are not of the lead's side: a funder, or a partner, who reads no draft.

    It says what is hidden from both, and never what one of them may read: that a funder signs is said by `signs`.
    """
    inside = user.role_at(agreement.organism_id) or user.is_network
    return not inside and agreement.organism_id not in user.audited_organism_ids


def signs(user: User, agreement: Agreement) -> bool:
    """Return whether they speak for a funder that signs the agreement; `signed_by_seats_of` says it in SQL.

    One query unless the signatures are read already; none for who has no seat at a funder.
    """
    seats = user.live_funder_seats
    return bool(seats) and any(row.is_spoken_for_by(seat) for row in agreement.signatures.all() for seat in seats)


def can_read_money(user: User, agreement: Agreement) -> bool:
    """Return whether they read the money of an agreement that they see: its organism's coordination and direction, the
    network, an auditor of its organism, a funder that signs. A budget names salaries: neither a staff seat nor a seat
    at a partner organism opens it. `money_read_by` says the same in SQL.
    """
    roles = user.role_at(agreement.organism_id)
    if user.is_network or roles & MANAGERS or agreement.organism_id in user.audited_organism_ids:
        return True
    return not roles and signs(user, agreement)


def can_read_spending(user: User, agreement: Agreement) -> bool:
    """Return whether they read what the organism spends as it is written down, transfers and own share included.

    The lead's side and the network. A funder reads of spending what a report says of it, and nothing of today.
    """
    return can_read_money(user, agreement) and not reads_from_outside(user, agreement)


def can_read_organism_money(user: User, organism: Organism) -> bool:
    """Return whether they read the money of all its agreements together: no funder reads the others' part."""
    inside = user.is_network or user.role_at(organism.pk) & MANAGERS
    return bool(inside) or organism.pk in user.audited_organism_ids


def organisms_with_money(user: User) -> list[Organism]:
    """Return the organisms of their own seats whose money they read, for the links of a list."""
    own = [m.organism for m in user.live_memberships if m.role in MANAGERS]
    return list(dict.fromkeys([*own, *(seat.organism for seat in user.live_auditor_seats)]))
