"""Who funds what."""

from .agreement import Agreement, AgreementFunder, AgreementYear, Deliverable, Requirement, Target, TargetRevision
from .funder import Funder, FunderName, FunderOffice, FunderSeat, Priority, Programme, Stream

__all__ = [
    "Agreement",
    "AgreementFunder",
    "AgreementYear",
    "Deliverable",
    "Funder",
    "FunderName",
    "FunderOffice",
    "FunderSeat",
    "Priority",
    "Programme",
    "Requirement",
    "Stream",
    "Target",
    "TargetRevision",
]
