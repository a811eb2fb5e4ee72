"""The directory as a file: one row an organism, in the order and with the filters of the screen."""

import csv
from collections.abc import Iterable
from io import StringIO

from organisms.models import NetworkMembership, Organism
from roriq_portal.cells import safe_cell

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


def directory_csv(organisms: Iterable[Organism]) -> bytes:
    """Return the file that a French spreadsheet opens: UTF-8 with its mark, semicolons, safe cells."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for organism in organisms:
        writer.writerow([safe_cell(cell) for cell in directory_row(organism)])
    return text.getvalue().encode("utf-8-sig")
