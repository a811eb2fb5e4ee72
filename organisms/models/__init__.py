"""Who and where, and the common language."""

from .attempts import Attempt
from .letter import Letter
from .organism import NetworkMembership, Organism, OrganismName, PivotMandate
from .people import Invitation, User
from .places import Mrc, MrcRegion, Municipality, Region
from .removal import Removal
from .saved_filter import SavedFilter
from .seats import AuditorSeat, Membership, NetworkSeat
from .sent_form import SentForm
from .typed_draft import TypedDraft
from .vocabulary import Category, Component, Dimension, Indicator, IndicatorDefinition

__all__ = [
    "Attempt",
    "AuditorSeat",
    "Category",
    "Component",
    "Dimension",
    "Indicator",
    "IndicatorDefinition",
    "Invitation",
    "Letter",
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
    "Removal",
    "SavedFilter",
    "SentForm",
    "TypedDraft",
    "User",
]
