"""What is done: activities with their counts, what is declared, who takes part, and what was imported."""

from .activity import Activity, Breakdown, Charge, ChargedAgreement, ChargingPartner, Count
from .activity_links import MeetingActivity, NamedPartner
from .activity_type import ActivityType, RecipeLine
from .declaration import Declaration, DeclaredBreakdown
from .entry_template import ActivityTemplate
from .evidence import Evidence
from .household import (
    Household,
    HouseholdReading,
    HouseholdService,
    HouseholdStep,
    HouseholdTally,
)
from .import_batch import AgreementMapping, ColumnMapping, ImportBatch, ImportRow, TypeMapping, batch_path
from .joint_target import JointTarget, JointTargetRevision, Side
from .monthly_sum import MonthlySum
from .offering import MEASURE, Offering, OfferingPayment, PayingAgreement, PayingPartner, Service
from .partner import ConcertationBody, Partner, PartnerMerge, PartnersApart
from .position import Position, PositionPay

__all__ = [
    "MEASURE",
    "Activity",
    "ActivityTemplate",
    "ActivityType",
    "AgreementMapping",
    "Breakdown",
    "Charge",
    "ChargedAgreement",
    "ChargingPartner",
    "ColumnMapping",
    "ConcertationBody",
    "Count",
    "Declaration",
    "DeclaredBreakdown",
    "Evidence",
    "Household",
    "HouseholdReading",
    "HouseholdService",
    "HouseholdStep",
    "HouseholdTally",
    "ImportBatch",
    "ImportRow",
    "JointTarget",
    "JointTargetRevision",
    "MeetingActivity",
    "MonthlySum",
    "NamedPartner",
    "Offering",
    "OfferingPayment",
    "Partner",
    "PartnerMerge",
    "PartnersApart",
    "PayingAgreement",
    "PayingPartner",
    "Position",
    "PositionPay",
    "RecipeLine",
    "Service",
    "Side",
    "TypeMapping",
    "batch_path",
]
