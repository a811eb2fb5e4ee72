"""Which addresses bind nobody, or are simply undone; and the forms of a page that bind without saying so."""

import html
import re
from collections.abc import Iterator

from django.urls import Resolver404, resolve

from roriq_portal.edits.effects import EFFECTS

FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
ACTION = re.compile(r'action="([^"?#]*)')
# Their first page sends nothing yet, or there is nothing yet that they would close
FIRST_STEPS = {"Lire la lettre", "Relire avant d’envoyer", "Relire avant de confirmer", "Faire mon adresse"}
# Drafts and figures that are written again, notes of what happened that are corrected, what has its own way back
NAMES = """
    agreements:document-restore reporting:attachment-restore organisms:draft-keep organisms:draft-resume
    organisms:draft-discard organisms:removal-put-back organisms:seat-choose organisms:saved-filter-keep
    organisms:saved-filter-remove organisms:organism-add organisms:organism-edit organisms:organism-rename
    organisms:invitation-add organisms:seat-reopen organisms:seat-letter-resend organisms:invitation-resend
    organisms:auditor-add organisms:auditor-reopen organisms:auditor-resend organisms:network-invitation-add
    organisms:network-seat-reopen organisms:network-invitation-resend agreements:agreement-add
    agreements:agreement-edit agreements:agreement-next agreements:document-add agreements:target-add
    agreements:target-revise agreements:amendment-add agreements:amendment-edit agreements:requirement-add
    agreements:requirement-edit agreements:deliverable-add agreements:deliverable-postpone
    agreements:deliverable-skip agreements:deliverable-ask-again agreements:deliverable-hand-in
    agreements:deliverable-take-back agreements:funder-add agreements:funder-edit agreements:funder-rename
    agreements:office-add agreements:office-edit agreements:programme-add agreements:programme-rename
    agreements:programme-claims agreements:part-add agreements:part-edit agreements:agent-invite
    agreements:agent-reopen agreements:agent-resend agreements:money-rules agreements:budget-edit
    agreements:instalments-edit agreements:transfer-add agreements:payment-add agreements:payment-receive
    agreements:payment-correct
    agreements:contribution-add agreements:money-restore agreements:expense-add agreements:expense-edit
    agreements:expense-import agreements:expense-lines agreements:expense-words-forget
    agreements:expense-words-restore services:activity-add services:session-add services:day-repeat
    services:activity-bulk services:activity-bulk-undo services:activity-edit services:activity-restore
    services:evidence-add services:template-add services:template-edit services:template-archive services:import-add
    services:import-memory services:import-memory-restore services:import-examine-again services:import-columns
    services:import-reading services:import-types services:import-agreements services:partner-edit
    services:partner-unmerge services:body-add services:body-edit services:household-add services:household-serve
    services:position-add services:position-edit services:offering-add services:service-add services:offering-edit
    reporting:report-ask reporting:report-unexcuse reporting:campaign-detail reporting:report-section
    reporting:answer-autosave reporting:report-same-answers reporting:same-answers-undo reporting:comment-answer
    reporting:attachment-add reporting:report-workbook reporting:workbook-discard reporting:draft-make
    reporting:version-papers-retry reporting:funder-report-open reporting:funder-report-changes reporting:link-list
    reporting:link-resend reporting:link-reopen reporting:bundle-make reporting:verify-paper
    reporting:reminder-rule-all reporting:reminder-rule reporting:letters-resend reporting:letter-resend
    reporting:job-retry reporting:form-begin reporting:form-take-in reporting:form-bring-back reporting:form-prepare
    reporting:form-settings-edit reporting:form-put-back reporting:funder-file-add reporting:funder-rows-add
    reporting:form-section-add reporting:form-section-edit reporting:form-line-add reporting:form-line-edit
    reporting:form-line-preview reporting:funder-file-edit reporting:funder-file-facts reporting:funder-file-section
    reporting:funder-file-columns organisms:inquiry-add organisms:inquiry-detail organisms:inquiry-read
    organisms:mail-choices organisms:mail-stop reporting:news-mark reporting:news-mark-all reporting:news-unmark
    services:activity-quick services:partner-apart services:partner-apart-undo network:consolidated-begin
    network:consolidated-words network:consolidated-papers-retry network:statement-write network:adoption-take-back
    network:barometer-sentences
    reporting:grouped-retry
    privacy:incident-add privacy:incident-edit privacy:own-name-edit privacy:request-add
"""
HARMLESS = set(NAMES.split())


def route_of(act: str) -> str:
    """Return the address of an act, without its second word."""
    return act.split(" ")[0]


def unsaid(page: str, path: str) -> Iterator[str]:
    """Yield the binding addresses that a form of this page leads to without their sentence in it."""
    for attributes, body in FORM.findall(page):
        route = _route(attributes, path)
        said = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u00a0", " ").split())
        sentences = [words.replace("\u00a0", " ") for act, words in EFFECTS.items() if route_of(act) == route]
        if sentences and not any(words in said for words in [*sentences, *FIRST_STEPS]):
            yield route


def _route(attributes: str, path: str) -> str:
    action = ACTION.search(attributes)
    if 'method="post"' not in attributes:
        return ""
    try:
        return resolve(action.group(1) if action and action.group(1) not in ("", ".") else path).view_name
    except Resolver404:
        return ""
