"""What an organism's portrait shows: a State year and a component; and what single sections ask beside them."""

from network.portrait.filters import PortraitForm


class OrganismPortraitForm(PortraitForm):
    region = None  # type: ignore[assignment]  # as Django takes a field away
