"""Models of reporting: templates, reports with their answers, frozen versions, papers and receipts."""

from .answer import Answer, Comment, RemarkDraft
from .attachment import Attachment
from .message import Message, MessageCopy
from .private_link import LinkSigner, PrivateLink
from .reminder import CalendarFeed, ReminderChoice, ReminderRule, ReminderRun, ReminderSent, usual_offsets
from .report import Campaign, Report, Transition
from .template import Band, Line, Rule, Template, TemplateVersion, Term
from .version import CountedRecords, Document, Receipt, Version

__all__ = [
    "Answer",
    "Attachment",
    "Band",
    "CalendarFeed",
    "Campaign",
    "Comment",
    "CountedRecords",
    "Document",
    "Line",
    "LinkSigner",
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
