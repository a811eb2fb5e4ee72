"""Who funds what."""

from .agreement import Agreement, AgreementFunder, AgreementYear, Deliverable, Requirement, Target
from .amendment import Amendment, Change
from .funder import Funder, FunderName, FunderOffice, FunderSeat, Priority, Programme, Stream

__all__ = [
    "Agreement",
    "AgreementFunder",
    "AgreementYear",
    "Amendment",
    "Change",
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
]
