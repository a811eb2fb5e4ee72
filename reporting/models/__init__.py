"""Models of reporting: templates, reports with their answers, frozen versions, papers and receipts."""

from .answer import Answer, Comment, FormChange, RemarkDraft, set_aside_files
from .attachment import Attachment
from .line import Band, Line, LineTerm, Rule, Term
from .message import Message, MessageCopy
from .private_link import LinkSigner, PrivateLink
from .reminder import CalendarFeed, ReminderChoice, ReminderRule, ReminderRun, ReminderSent, usual_offsets
from .report import Campaign, Report, Transition
from .template import Section, Template, TemplateVersion
from .version import CountedRecords, Document, Receipt, Version
from .workbook_upload import WorkbookUpload

__all__ = [
    "Answer",
    "Attachment",
    "Band",
    "CalendarFeed",
    "Campaign",
    "Comment",
    "CountedRecords",
    "Document",
    "FormChange",
    "Line",
    "LineTerm",
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
    "Section",
    "Template",
    "TemplateVersion",
    "Term",
    "Transition",
    "Version",
    "WorkbookUpload",
    "set_aside_files",
    "usual_offsets",
]
