"""What the portal keeps about itself, where it is installed."""

from hosting.chain.models import DayDigest, DayRecords
from hosting.doctor.models import Examination

__all__ = ["DayDigest", "DayRecords", "Examination"]
