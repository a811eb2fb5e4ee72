"""What changes a report. Keyword-only, atomic, check all then write all; refusals are sentences."""

from reporting.workflow import ActionRefused, TransitionNotAllowed

from .answer_checks import AnswerInput
from .answers import AnswerRefused, StaleAnswer, save_answer, save_answers
from .attachments import add_attachment, remove_attachment
from .campaigns import CampaignRefused, add_to_campaign, excuse_report, lift_excuse, open_campaign
from .comments import CommentRefused, answer_comment, comment_line
from .filing import (
    approve_report,
    ask_certification,
    endorse_report,
    reopen_report,
    return_report,
    submit_report,
)
from .freezing import ReportIncomplete
from .issuing import NoTemplate, issue_report, open_funder_report
from .links import create_link, hash_token, open_link, revoke_link, token_for
from .receipts import record_letter, record_reading, record_receipt, reply_in_writing

__all__ = [
    "ActionRefused",
    "AnswerInput",
    "AnswerRefused",
    "CampaignRefused",
    "CommentRefused",
    "NoTemplate",
    "ReportIncomplete",
    "StaleAnswer",
    "TransitionNotAllowed",
    "add_attachment",
    "add_to_campaign",
    "answer_comment",
    "approve_report",
    "ask_certification",
    "comment_line",
    "create_link",
    "endorse_report",
    "excuse_report",
    "hash_token",
    "issue_report",
    "lift_excuse",
    "open_campaign",
    "open_funder_report",
    "open_link",
    "record_letter",
    "record_reading",
    "record_receipt",
    "remove_attachment",
    "reopen_report",
    "reply_in_writing",
    "return_report",
    "revoke_link",
    "save_answer",
    "save_answers",
    "submit_report",
    "token_for",
]
