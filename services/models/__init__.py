"""What is done: activities with their counts, what is declared, who takes part, and what was imported."""

from .activity import Activity, Breakdown, Charge, ChargedAgreement, ChargingPartner, Count
from .declaration import Declaration, DeclaredBreakdown
from .household import (
    Household,
    HouseholdReading,
    HouseholdService,
    HouseholdStep,
    HouseholdTally,
)
from .imports import AgreementMapping, ColumnMapping, ImportBatch, ImportRow, TypeMapping
from .joint_target import JointTarget, JointTargetRevision, Side
from .partner import Partner
from .recipe import ActivityType, RecipeLine

__all__ = [
    "Activity",
    "ActivityType",
    "AgreementMapping",
    "Breakdown",
    "Charge",
    "ChargedAgreement",
    "ChargingPartner",
    "ColumnMapping",
    "Count",
    "Declaration",
    "DeclaredBreakdown",
    "Household",
    "HouseholdReading",
    "HouseholdService",
    "HouseholdStep",
    "HouseholdTally",
    "ImportBatch",
    "ImportRow",
    "JointTarget",
    "JointTargetRevision",
    "Partner",
    "RecipeLine",
    "Side",
    "TypeMapping",
]
