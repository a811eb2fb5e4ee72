"""The sections of the portrait of an organism, in their order on the page."""

from collections.abc import Callable

from network.organism_portrait.reader import OrganismReader
from network.organism_portrait.sections.beside import beside_section
from network.organism_portrait.sections.figures import figures_section
from network.organism_portrait.sections.households import households_section
from network.organism_portrait.sections.money import money_section
from network.organism_portrait.sections.places import FIELD, places_section
from network.organism_portrait.sections.positions import positions_section
from network.organism_portrait.sections.targets import targets_section
from network.organism_portrait.sections.years import years_section
from network.portrait.section import Section

Builder = Callable[[OrganismReader], Section | None]

# Address of the section → what builds it; None: a filter leaves it out
SECTIONS: tuple[tuple[str, Builder], ...] = (
    ("chiffres", figures_section),
    ("cinq-ans", years_section),
    ("cibles", targets_section),
    ("a-cote", beside_section),
    ("ou", places_section),
    ("argent", money_section),
    ("restes", households_section),
    ("postes", positions_section),
)
# The fields that sections ask beside the filters, kept in every link and file
FIELDS: tuple[str, ...] = (FIELD,)
