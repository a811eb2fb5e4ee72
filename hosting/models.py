"""What the portal keeps about itself, where it is installed."""

from hosting.chain.models import DayDigest, DayRecords

__all__ = ["DayDigest", "DayRecords"]
