"""Who and where, and the common language."""

from .organism import NetworkMembership, Organism, OrganismName, PivotMandate
from .people import Invitation, User
from .places import Mrc, MrcRegion, Municipality, Region
from .saved_filter import SavedFilter
from .seats import AuditorSeat, Membership, NetworkSeat
from .sent_form import SentForm
from .vocabulary import Category, Component, Dimension, Indicator, IndicatorDefinition

__all__ = [
    "AuditorSeat",
    "Category",
    "Component",
    "Dimension",
    "Indicator",
    "IndicatorDefinition",
    "Invitation",
    "Membership",
    "Mrc",
    "MrcRegion",
    "Municipality",
    "NetworkMembership",
    "NetworkSeat",
    "Organism",
    "OrganismName",
    "PivotMandate",
    "Region",
    "SavedFilter",
    "SentForm",
    "User",
]
