"""Who and where, and the common language."""

from .attempts import Attempt
from .help import HelpVisit, Inquiry
from .letter import Letter
from .news import CHOSEN_KINDS, MailChoice, NewsKind, NewsLetter, NewsMark, Rhythm, Visit
from .organism import NetworkMembership, Organism, OrganismName, PivotMandate
from .people import Invitation, User
from .places import Mrc, MrcRegion, Municipality, Region
from .removal import Removal
from .saved_filter import SavedFilter
from .seats import AuditorSeat, Membership, NetworkSeat
from .second_steps import IssuerTie, SecondStepPart, SecondStepReset
from .sent_form import SentForm
from .typed_draft import TypedDraft
from .vocabulary import Category, Component, Dimension, Indicator, IndicatorDefinition

__all__ = [
    "CHOSEN_KINDS",
    "Attempt",
    "AuditorSeat",
    "Category",
    "Component",
    "Dimension",
    "HelpVisit",
    "Indicator",
    "IndicatorDefinition",
    "Inquiry",
    "Invitation",
    "IssuerTie",
    "Letter",
    "MailChoice",
    "Membership",
    "Mrc",
    "MrcRegion",
    "Municipality",
    "NetworkMembership",
    "NetworkSeat",
    "NewsKind",
    "NewsLetter",
    "NewsMark",
    "Organism",
    "OrganismName",
    "PivotMandate",
    "Region",
    "Removal",
    "Rhythm",
    "SavedFilter",
    "SecondStepPart",
    "SecondStepReset",
    "SentForm",
    "TypedDraft",
    "User",
    "Visit",
]
