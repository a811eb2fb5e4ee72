"""Who reads figures that leave the organisms. Their thresholds: services/counting/masking.py. Pure."""

from enum import Enum

# What papers were masked under that do not say it themselves
USUAL = 5


class Audience(Enum):
    """`NETWORK`: the network and the pivots, on totals over organisms. `ORGANISM`: one organism, of what another did.

    `FUNDER`: papers that go out to funders, and what is read beside them. `PUBLIC`: what anybody reads without account.
    """

    NETWORK = "network"
    ORGANISM = "organism"
    FUNDER = "funder"
    PUBLIC = "public"
