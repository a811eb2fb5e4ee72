"""What is kept about personal information itself: incidents, requests, readings, purges, people who left."""

from privacy.models.departure import Departure
from privacy.models.incident import Incident
from privacy.models.purge_run import PurgeRun
from privacy.models.readings import DataRequest, Reading

__all__ = ["DataRequest", "Departure", "Incident", "PurgeRun", "Reading"]
