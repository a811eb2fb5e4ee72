"""Models of reporting: templates, reports with their answers, frozen versions, papers and receipts."""

from .answer import Answer, Comment, RemarkDraft
from .attachment import Attachment
from .message import Message, MessageCopy
from .reminder import CalendarFeed, ReminderChoice, ReminderRule, ReminderRun, ReminderSent, usual_offsets
from .report import Campaign, Report, Transition
from .template import Band, Line, Rule, Template, TemplateVersion, Term
from .version import Document, PrivateLink, Receipt, Version

__all__ = [
    "Answer",
    "Attachment",
    "Band",
    "CalendarFeed",
    "Campaign",
    "Comment",
    "Document",
    "Line",
    "Message",
    "MessageCopy",
    "PrivateLink",
    "Receipt",
    "RemarkDraft",
    "ReminderChoice",
    "ReminderRule",
    "ReminderRun",
    "ReminderSent",
    "Report",
    "Rule",
    "Template",
    "TemplateVersion",
    "Term",
    "Transition",
    "Version",
    "usual_offsets",
]
