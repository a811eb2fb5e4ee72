"""Who reads figures that leave the organisms, and under which number a count is hidden from them. Pure."""

from enum import Enum


class Audience(Enum):
    """`NETWORK`: the network and the pivots, on totals over organisms. `FUNDER`: papers that go out."""

    NETWORK = "network"
    FUNDER = "funder"


# The one place of this number. Never under 5 (mission: counts of 1 to 4 are masked); a larger number hides more
FEWEST = 5
THRESHOLDS = dict.fromkeys(Audience, FEWEST)
