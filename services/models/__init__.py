"""What is done: activities with their counts, what is declared, who takes part, and what was imported."""

from .activity import Activity, Breakdown, Charge, ChargedAgreement, ChargingPartner, Count
from .declaration import Declaration, DeclaredBreakdown
from .imports import AgreementMapping, ColumnMapping, ImportBatch, ImportRow, TypeMapping
from .offering import MEASURE, Offering, OfferingPayment, PayingAgreement, PayingPartner, Service
from .partner import Partner
from .position import Position, PositionPay
from .recipe import ActivityType, RecipeLine

__all__ = [
    "MEASURE",
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
    "ImportBatch",
    "ImportRow",
    "Offering",
    "OfferingPayment",
    "Partner",
    "PayingAgreement",
    "PayingPartner",
    "Position",
    "PositionPay",
    "RecipeLine",
    "Service",
    "TypeMapping",
]
