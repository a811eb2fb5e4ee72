"""Who funds what."""

from .agreement import Agreement, AgreementFunder, AgreementYear, Target
from .amendment import Amendment, Change
from .deliverable import Deliverable, Extension, Requirement
from .funder import Funder, FunderName, FunderOffice, FunderSeat, Priority, Programme, Stream

__all__ = [
    "Agreement",
    "AgreementFunder",
    "AgreementYear",
    "Amendment",
    "Change",
    "Deliverable",
    "Extension",
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
