"""Who funds what."""

from .agreement import Agreement, AgreementFunder, AgreementYear, Deliverable, Requirement, Target
from .amendment import Amendment, Change
from .funder import (
    Funder,
    FunderName,
    FunderOffice,
    FunderSeat,
    FunderSuccession,
    Priority,
    Programme,
    Stream,
)
from .party import AgreementDocument, AgreementPartner
from .programme import DefaultRequirement, ProgrammeName

__all__ = [
    "Agreement",
    "AgreementDocument",
    "AgreementFunder",
    "AgreementPartner",
    "AgreementYear",
    "Amendment",
    "Change",
    "DefaultRequirement",
    "Deliverable",
    "Funder",
    "FunderName",
    "FunderOffice",
    "FunderSeat",
    "FunderSuccession",
    "Priority",
    "Programme",
    "ProgrammeName",
    "Requirement",
    "Stream",
    "Target",
]
