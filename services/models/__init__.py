"""What is done: activities with their counts, what is declared, who takes part, and what was imported."""

from services.models.activity_links import MeetingActivity, NamedPartner
from services.models.activity_type import ActivityType, RecipeLine
from services.models.entry_template import ActivityTemplate
from services.models.import_batch import AgreementMapping, ColumnMapping, ImportBatch, ImportRow, TypeMapping
from services.models.partner import ConcertationBody

from .activity import Activity, Breakdown, Charge, ChargedAgreement, ChargingPartner, Count
from .declaration import Declaration, DeclaredBreakdown
from .evidence import Evidence
from .household import (
    Household,
    HouseholdReading,
    HouseholdService,
    HouseholdStep,
    HouseholdTally,
)
from .joint_target import JointTarget, JointTargetRevision, Side
from .monthly_sum import MonthlySum
from .offering import MEASURE, Offering, OfferingPayment, PayingAgreement, PayingPartner, Service
from .partner import Partner, PartnerMerge
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
    "PayingAgreement",
    "PayingPartner",
    "Position",
    "PositionPay",
    "RecipeLine",
    "Service",
    "Side",
    "TypeMapping",
]
