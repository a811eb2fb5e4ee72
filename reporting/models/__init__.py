"""What is told: templates, reports with their answers, frozen versions, papers and receipts."""

from .attachment import Attachment
from .report import Answer, Campaign, Comment, Report, Transition
from .template import Band, Line, Rule, Template, TemplateVersion, Term
from .version import Document, PrivateLink, Receipt, Version

__all__ = [
    "Answer",
    "Attachment",
    "Band",
    "Campaign",
    "Comment",
    "Document",
    "Line",
    "PrivateLink",
    "Receipt",
    "Report",
    "Rule",
    "Template",
    "TemplateVersion",
    "Term",
    "Transition",
    "Version",
]
