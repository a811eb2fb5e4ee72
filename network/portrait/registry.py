"""The sections of the portrait of the network, in their order on the page."""

from collections.abc import Callable

from network.portrait.reader import Reader
from network.portrait.section import Section
from network.portrait.sections import answered, five_years, key_figures, side_by_side
from network.portrait.sections.filing import section as filing
from network.portrait.sections.money import section as money
from network.portrait.sections.regions import section as regions

Builder = Callable[[Reader], Section]

# Address of the section → what builds it
SECTIONS: tuple[tuple[str, Builder], ...] = (
    (key_figures.SLUG, key_figures.key_figures_section),
    (five_years.SLUG, five_years.five_years_section),
    (side_by_side.SLUG, side_by_side.side_by_side_section),
    (regions.SLUG, regions.regions_section),
    (answered.SLUG, answered.answered_section),
    (money.SLUG, money.money_section),
    (filing.SLUG, filing.filing_section),
)
# The fields that sections ask beside the three filters, kept in every link and file
FIELDS: tuple[str, ...] = (*side_by_side.FIELDS, regions.FIELD)
