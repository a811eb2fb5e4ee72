"""The directory as a file: one row an organism, in the order and with the filters of the screen."""

from collections.abc import Iterable

from organisms.models import NetworkMembership, Organism
from roriq_portal.files.spreadsheets import Table

HEADER = ["Organisme", "Région", "Volets", "Au réseau", "Pivot", "Courriel", "Téléphone", "Site web", "NEQ"]


def state_words(state: str | None) -> str:
    """Return the word of a membership state, or of its absence."""
    return NetworkMembership.State(state).label if state else "Sans adhésion"


def directory_row(organism: Organism) -> list[str]:
    """Return the cells of one organism; the row comes from `with_standing`."""
    return [
        organism.name,
        organism.region.name,
        ", ".join(str(number) for number in organism.components),
        state_words(organism.state),
        "oui" if organism.is_pivot_now else "",
        organism.email,
        organism.phone,
        organism.website,
        organism.neq,
    ]


def directory_table(organisms: Iterable[Organism]) -> Table:
    """Return the table of the directory, a row an organism."""
    return Table("Organismes", HEADER, [directory_row(organism) for organism in organisms])
