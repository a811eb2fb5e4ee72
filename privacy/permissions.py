"""Who may do what with personal information. Plain predicates; rows are chosen by `visible_to`."""

from organisms.models import Organism, User
from privacy.models.incident import HEADS


def led_organisms(user: User) -> list[Organism]:
    """Return the organisms whose incidents they declare: those that they coordinate or direct."""
    led = {seat.organism_id: seat.organism for seat in user.live_memberships if seat.role in HEADS}
    return list(led.values())


def keeps_incidents(user: User) -> bool:
    """Whether they have a register of incidents: heads of an organism, and the coordination of the network."""
    return user.coordinates_network or bool(led_organisms(user))
