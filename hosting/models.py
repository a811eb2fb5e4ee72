"""What the portal keeps about itself, where it is installed."""

from hosting.doctor.models import Examination

__all__ = ["Examination"]
