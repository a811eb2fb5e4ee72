"""The sections of a funder's portrait, in their order on the page."""

from collections.abc import Callable

from network.funder_portrait.reader import FunderReader
from network.funder_portrait.sections.figures import figures_section
from network.funder_portrait.sections.organisms import FIELDS, organisms_section
from network.funder_portrait.sections.waits import waits_section
from network.funder_portrait.sections.years import years_section
from network.portrait.section import Section

__all__ = ["FIELDS", "SECTIONS"]

Builder = Callable[[FunderReader], Section]

SECTIONS: tuple[tuple[str, Builder], ...] = (
    ("chiffres", figures_section),
    ("cinq-ans", years_section),
    ("organismes", organisms_section),
    ("delais", waits_section),
)
