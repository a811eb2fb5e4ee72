"""Models of reporting: templates, reports with their answers, frozen versions, papers and receipts."""

from .answer import Answer, Comment, DrawnText, FormChange, RemarkDraft, set_aside_files
from .attachment import Attachment, WorkbookUpload
from .funder_file import FileTie, FunderFile
from .grouped import GroupedAct, GroupedItem
from .line import Band, Line, LineTerm, Rule, Term
from .message import Message, MessageCopy
from .private_link import LinkSigner, PrivateLink
from .question_count import QuestionCount
from .reminder import CalendarFeed, ReminderRule, ReminderRun, ReminderSent, usual_offsets
from .report import Report, Transition
from .template import Campaign, CampaignCut, CampaignDate, Section, Template, TemplateVersion
from .version import CountedRecords, Document, Receipt, Seal, Version

__all__ = [
    "Answer",
    "Attachment",
    "Band",
    "CalendarFeed",
    "Campaign",
    "CampaignCut",
    "CampaignDate",
    "Comment",
    "CountedRecords",
    "Document",
    "DrawnText",
    "FileTie",
    "FormChange",
    "FunderFile",
    "GroupedAct",
    "GroupedItem",
    "Line",
    "LineTerm",
    "LinkSigner",
    "Message",
    "MessageCopy",
    "PrivateLink",
    "QuestionCount",
    "Receipt",
    "RemarkDraft",
    "ReminderRule",
    "ReminderRun",
    "ReminderSent",
    "Report",
    "Rule",
    "Seal",
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
