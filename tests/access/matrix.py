"""Who gets what, route by route. Written by hand from the design, never from the code.

A row: route, method, relation of the object, then one sign a role in the order of ROLES.
  L  sent to login        +  served, or refused only for what the form holds
  F  403                  N  404                  M  405                .  not tried (the seat changes nothing here)
"""

ROLES = (
    "anonymous", "staff", "coordinator", "director", "neighbour", "pivot", "network", "analyst", "funder", "other_funder", "auditor",
)  # fmt: skip

EVERYONE = "+ + + + + + + + + + +"
SEATED = "L + + + + + + + + + +"

TABLE = """
home                                GET   -              L + + + + + + + + + +
page                                GET   accessibilite  + + + + + + + + + + +
page                                GET   absent         N N N N N N N N N N N

organisms:profile                   GET   -              L + + + + + + + + + +
organisms:second-step               GET   -              L + + + + + + + + + +
organisms:saved-filter-keep         POST  -              L N N N N N N N N N N
organisms:saved-filter-keep         GET   -              L M M M M M M M M M M
organisms:saved-filter-remove       POST  own_filter     L N + N N N N N N N N
organisms:organism-list             GET   -              L + + + + + + + + + +
organisms:organism-export           GET   -              L + + + + + + + + + +
organisms:organism-detail           GET   own            L + + + + + + + + + +
organisms:organism-add              GET   -              L F F F F F + F F F F
organisms:organism-add              POST  -              L F F F F F + F F F F
organisms:organism-standing         GET   own            L F F F F F + F F F F
organisms:organism-standing         POST  own            L F F F F F + F F F F
organisms:organism-standing         POST  absent         L N N N N N N N N N N
organisms:organism-detail           GET   absent         L N N N N N N N N N N
organisms:organism-edit             GET   own            L F + + F F + F F F F
organisms:organism-edit             POST  own            L F + + F F + F F F F
organisms:organism-rename           POST  own            L F F F F F + F F F F
organisms:region-list               GET   -              L + + + + + + + + + +
organisms:region-detail             GET   region         L + + + + + + + + + +
organisms:region-detail             GET   absent         L N N N N N N N N N N
organisms:mandate-give              POST  region         L F F F F F + F F F F
organisms:team                      GET   own            L + + + N N + + N N N
organisms:invitation-add            POST  own            L F + + N N + F N N N
organisms:seat-end                  POST  own_seat       L F + + N N + F N N N
organisms:invitation-cancel         POST  own_pending    L F + + N N + F N N N
organisms:invitation-resend         POST  own_pending    L F + + N N + F N N N
organisms:auditor-add               GET   own            L F + + N N + F N N N
organisms:auditor-add               POST  own            L F + + N N + F N N N
organisms:auditor-end               POST  own_audit      L F + + N N + F N N N
organisms:auditor-cancel            POST  own_audit_wait L F + + N N + F N N N
organisms:auditor-resend            POST  own_audit_wait L F + + N N + F N N N
organisms:auditor-end               POST  own_audit_wait L F N N N N N F N N N
organisms:auditor-cancel            POST  own_audit      L F N N N N N F N N N
organisms:network-team              GET   -              L N N N N N + + N N N
organisms:network-invitation-add    POST  -              L N N N N N + F N N N
organisms:network-seat-end          POST  network_seat   L N N N N N + F N N N
organisms:network-invitation-cancel POST  network_seat   L N N N N N N F N N N
organisms:network-invitation-resend POST  network_seat   L N N N N N N F N N N
organisms:invitation-accept         GET   absent         N N N N N N N N N N N

agreements:agreement-list           GET   -              L + + + + + + + + + +
agreements:agreement-export         GET   -              L + + + + + + + + + +
agreements:agreement-workbook       GET   -              L + + + + + + + + + +
agreements:agreement-next           GET   own            L F + + N N + F F N F
agreements:agreement-next           POST  own            L F + + N N + F F N F
agreements:document-add             GET   own            L F + + N N + F F N F
agreements:document-add             POST  own            L F + + N N + F F N F
agreements:document-download        GET   own_paper      L + + + N N + + + N +
agreements:document-remove          POST  own_paper      L F + + N N + F F N F
agreements:document-remove          GET   own_paper      L M M M M M M M M M M
agreements:agreement-detail         GET   shared         L + + + + N + + N + N
agreements:agreement-edit           GET   shared         L F F F + N + F N F N
agreements:agreement-edit           POST  shared         L F F F + N + F N F N
agreements:agreement-next           POST  shared         L F F F + N + F N F N
agreements:document-add             POST  shared         L F F F + N + F N F N
agreements:funder-list              GET   -              L + + + + + + + + + +
agreements:funder-add               GET   -              L F F F F F + F F F F
agreements:funder-add               POST  -              L F F F F F + F F F F
agreements:funder-detail            GET   funder         L + + + + + + + + + +
agreements:funder-detail            GET   absent         L N N N N N N N N N N
agreements:funder-edit              POST  funder         L F F F F F + F F F F
agreements:funder-rename            GET   funder         L F F F F F + F F F F
agreements:funder-rename            POST  funder         L F F F F F + F F F F
agreements:funder-replace           POST  funder         L F F F F F + F F F F
agreements:office-add               POST  funder         L F F F F F + F F F F
agreements:office-edit              POST  office         L F F F F F + F F F F
agreements:programme-add            POST  funder         L F F F F F + F F F F
agreements:programme-detail         GET   programme      L + + + + + + + + + +
agreements:programme-rename         POST  programme      L F F F F F + F F F F
agreements:part-add                 GET   programme      L F F F F F + F F F F
agreements:part-add                 POST  programme      L F F F F F + F F F F
agreements:part-add                 POST  no_part        L N N N N N N N N N N
agreements:part-edit                POST  programme      L F F F F F + F F F F
agreements:part-remove              POST  programme      L F F F F F + F F F F
agreements:part-remove              GET   programme      L M M M M M M M M M M
agreements:agreement-add            GET   -              L F + + + + + F F F F
agreements:agreement-add            POST  -              L F + + + + + F F F F
agreements:agreement-detail         GET   own            L + + + N N + + + N +
agreements:agreement-detail         GET   absent         L N N N N N N N N N N
agreements:agreement-edit           GET   own            L F + + N N + F F N F
agreements:agreement-edit           POST  own            L F + + N N + F F N F
agreements:target-add               POST  own            L F + + N N + F F N F
agreements:target-revise            POST  own_target     L F + + N N + F F N F
agreements:requirement-add          POST  own            L F + + N N + F F N F
agreements:requirement-edit         POST  own_need       L F + + N N + F F N F
agreements:requirement-remove       POST  own_need       L F + + N N + F F N F
agreements:deliverable-add          GET   own            L F + + N N + F F N F
agreements:deliverable-add          POST  own            L F + + N N + F F N F
agreements:deliverable-detail       GET   own_due        L + + + N N + + + N +
agreements:deliverable-postpone     POST  own_due        L F + + N N + F F N F
agreements:deliverable-postpone     GET   own_due        L M M M M M M M M M M
agreements:deliverable-skip         POST  own_due        L F + + N N + F F N F
agreements:deliverable-ask-again    POST  own_due        L F + + N N + F F N F
agreements:deliverable-hand-in      POST  own_due        L F + + N N + F F N F
agreements:deliverable-take-back    POST  own_due        L F + + N N + F F N F
agreements:amendment-add            GET   own            L F + + N N + F F N F
agreements:amendment-add            POST  own            L F + + N N + F F N F
agreements:amendment-detail         GET   own_draft      L + + + N N + + N N +
agreements:amendment-detail         GET   own_letter     L + + + N N + + + N +
agreements:amendment-edit           GET   own_draft      L F + + N N + F F N F
agreements:amendment-edit           POST  own_draft      L F + + N N + F F N F
agreements:amendment-sign           POST  own_draft      L F + + N N + F N N F
agreements:amendment-sign           GET   own_draft      L M M M M M M M M M M
agreements:amendment-discard        POST  own_draft      L F + + N N + F N N F
agreements:money-detail             GET   own            L F + + N N + + + N +
agreements:money-detail             GET   absent         L N N N N N N N N N N
agreements:money-rules              GET   own            L F + + N N + F F N F
agreements:money-rules              POST  own            L F + + N N + F F N F
agreements:budget-edit              GET   own_year       L F + + N N + F F N F
agreements:budget-edit              POST  own_year       L F + + N N + F F N F
agreements:instalments-edit         GET   own_year       L F + + N N + F F N F
agreements:instalments-edit         POST  own_year       L F + + N N + F F N F
agreements:transfer-add             GET   own_year       L F + + N N + F F N F
agreements:transfer-add             POST  own_year       L F + + N N + F F N F
agreements:transfer-cancel          POST  own_transfer   L F + + N N + F F N F
agreements:payment-add              GET   own_instalment L F + + N N + F F N F
agreements:payment-add              POST  own_instalment L F + + N N + F F N F
agreements:payment-correct          GET   own_payment    L F + + N N + F F N F
agreements:payment-correct          POST  own_payment    L F + + N N + F F N F
agreements:contribution-add         GET   own            L F + + N N + F F N F
agreements:contribution-add         POST  own            L F + + N N + F F N F
agreements:contribution-remove      POST  own_brought    L F + + N N + F F N F
agreements:expense-list             GET   own            L F + + N N + + F N +
agreements:expense-add              GET   own            L F + + N N + F F N F
agreements:expense-add              POST  own            L F + + N N + F F N F
agreements:expense-edit             GET   own_expense    L F + + N N + F F N F
agreements:expense-edit             POST  own_expense    L F + + N N + F F N F
agreements:expense-edit             GET   foreign_spent  L F N N N N N F F N F
agreements:expense-remove           POST  own_expense    L F + + N N + F F N F
agreements:expense-import           GET   own            L F + + N N + F F N F
agreements:expense-import           POST  own            L F + + N N + F F N F
agreements:expense-batch            GET   own_file       L F + + N N + F F N F
agreements:expense-batch            POST  own_file       L F + + N N + F F N F
agreements:organism-money           GET   own            L F + + N N + + N N +
agreements:organism-money           GET   absent         L N N N N N N N N N N
agreements:organism-money-export    GET   own            L F + + N N + + N N +
agreements:agent-list               GET   -              L F F F F F + F F F F
agreements:agent-invite             POST  -              L F F F F F + F F F F
agreements:agent-end                POST  agent_seat     L F F F F F + F F F F
agreements:agent-resend             POST  agent_wait     L F F F F F + F F F F
agreements:agent-cancel             POST  agent_wait     L F F F F F + F F F F
agreements:agent-resend             POST  agent_seat     L F F F F F N F F F F
agreements:agent-cancel             POST  agent_seat     L F F F F F N F F F F

services:activity-list              GET   own            L + + + N N N N N N +
services:activity-export            GET   own            L + + + N N N N N N +
services:activity-detail            GET   own_activity   L + + + N N N N N N +
services:activity-detail            GET   foreign        L N N N N N N N N N N
services:activity-add               GET   own            L + + + N N N N N N F
services:activity-add               POST  own            L + + + N N N N N N F
services:activity-edit              GET   own_activity   L + + + N N N N N N F
services:activity-edit              POST  own_activity   L + + + N N N N N N F
services:activity-withdraw          POST  own_activity   L + + + N N N N N N F
services:activity-restore           POST  own_activity   L + + + N N N N N N F
services:activity-restore           GET   own_activity   L M M M M M M M M M M
services:activity-bulk              POST  own            L + + + N N N N N N F
services:activity-bulk-done         GET   own            L + + + N N N N N N F
services:activity-bulk-undo         POST  own            L + + + N N N N N N F
services:import-list                GET   own            L + + + N N N N N N F
services:import-add                 GET   own            L + + + N N N N N N F
services:import-add                 POST  own            L + + + N N N N N N F
services:import-detail              GET   own_batch      L + + + N N N N N N F
services:import-columns             POST  own_batch      L + + + N N N N N N F
services:import-types               POST  own_batch      L + + + N N N N N N F
services:import-agreements          GET   own_batch      L + + + N N N N N N F
services:import-agreements          POST  own_batch      L + + + N N N N N N F
services:import-start               POST  own_batch      L + + + N N N N N N F
services:import-progress            GET   own_batch      L + + + N N N N N N F
services:import-faults              GET   own_batch      L + + + N N N N N N F
services:import-undo                POST  own_batch      L + + + N N N N N N F
services:import-discard             POST  own_batch      L + + + N N N N N N F

services:joint-target-list          GET   own            L + + + N N + + N N N
services:joint-target-list          GET   absent         L N N N N N N N N N N
services:joint-target-add           GET   own            L F + + N N F F N N N
services:joint-target-add           POST  own            L F + + N N F F N N N
services:joint-target-detail        GET   own_joint      L + + + N N + + N N N
services:joint-target-detail        GET   foreign_joint  L N N N N N N N N N N
services:joint-target-answer        POST  own_joint      L F + + N N F F N N N
services:joint-target-answer        POST  foreign_joint  L F N N N N F F N N N
services:joint-target-answer        GET   own_joint      L M M M M M M M M M M
services:household-list             GET   own            L + + + N N N N N N N
services:follow-up-list             GET   own            L + + + N N N N N N N
services:reading-list               GET   own            L F F + N N + F N N N
services:household-add              GET   own            L + + + N N N N N N N
services:household-add              POST  own            L + + + N N N N N N N
services:household-detail           GET   own_home       L + + + N N N N N N N
services:household-detail           GET   foreign_home   L N N N N N N N N N N
services:household-step             POST  own_home       L + + + N N N N N N N
services:household-step             POST  foreign_home   L N N N N N N N N N N
services:household-cancel           GET   own_home       L + + + N N N N N N N
services:household-cancel           POST  own_home       L + + + N N N N N N N
services:household-cancel           GET   foreign_home   L N N N N N N N N N N
services:household-serve            POST  own_home       L + + + N N N N N N N
services:household-serve            POST  foreign_home   L N N N N N N N N N N
services:household-totals           GET   -              L F F F F F + + F F F
services:household-totals-export    GET   home_sheet     L F F F F F + + F F F

reporting:report-list               GET   -              L + + + + + + + + + +
reporting:report-detail             GET   draft          L + + + N N N N N N +
reporting:report-detail             GET   submitted      L + + + N + + + N N +
reporting:report-detail             GET   funder_draft   L + + + N N N N N N +
reporting:report-detail             GET   issued         L + + + N N + + + N +
reporting:report-detail             GET   absent         L N N N N N N N N N N
reporting:report-section            GET   draft          L + + + N N N N N N +
reporting:report-section            POST  draft          L F + + N N N N N N F
reporting:answer-autosave           POST  draft_text     L F + + N N N N N N F
reporting:report-records            GET   draft          L + + + N N N N N N +
reporting:report-records            GET   submitted      L + + + N F F F N N +
reporting:report-records            GET   issued_line    L + + + N N F F F N +
reporting:report-check              GET   draft          L + + + N N N N N N +
reporting:report-detail             GET   asked          L + + + N N + + + N +
reporting:report-section            GET   asked          L + + + N N F F F N +
reporting:report-section            POST  asked          L F + + N N F F F N F
reporting:report-check              GET   asked          L + + + N N F F F N +
reporting:attachment-download       GET   asked_file     L + + + N N N N N N +
reporting:attachment-download       GET   returned_file  L + + + N N N N N N +
reporting:report-section            GET   returned       L + + + N F F F N N +
reporting:report-check              GET   returned       L + + + N F F F N N +
reporting:version-piece             GET   asked_piece    L + + + N N + + + N +
reporting:version-piece             GET   asked_since    L N N N N N N N N N N
reporting:version-piece             GET   returned_piece L + + + N + + + N N +
reporting:version-piece             GET   returned_since L N N N N N N N N N N
reporting:report-ask                POST  draft          L F + + N N N N N N F
reporting:report-submit             POST  draft          L F F + N N N N N N F
reporting:report-receipt            GET   submitted      L + + + N F F F N N F
reporting:report-endorse            POST  submitted      L F F F N + F F N N F
reporting:report-return             POST  submitted      L F F F N + + F N N F
reporting:report-approve            POST  submitted      L F F F N F F F N N F
reporting:report-reopen             POST  submitted      L F F F N F F F N N F
reporting:report-excuse             POST  submitted      L N N N N F + F N N N
reporting:report-unexcuse           POST  submitted      L N N N N F + F N N N
reporting:comment-answer            POST  draft_comment  L F + + N N N N N N F
reporting:attachment-add            POST  draft_piece    L F + + N N N N N N F
reporting:attachment-download       GET   draft_file     L + + + N N N N N N +
reporting:attachment-remove         POST  draft_file     L F + + N N N N N N F
reporting:draft-make                POST  draft          L + + + N N N N N N F
reporting:draft-progress            GET   draft_key      L + + + N N N N N N F
reporting:draft-download            GET   draft_key      L N N N N N N N N N F
reporting:version-detail            GET   submitted_v1   L + + + N + + + N N +
reporting:version-detail            GET   issued_v1      L + + + N N + + + N +
reporting:version-document          GET   issued_pdf     L + + + N N + + + N +
reporting:campaign-list             GET   -              L N N N N + + + N N N
reporting:campaign-list             POST  -              L N N N N F + F N N N
reporting:campaign-detail           GET   campaign       L N N N N + + + N N N

reporting:funder-report-open        POST  deliverable    L + + + N N F F F N F
reporting:report-issue              POST  funder_draft   L F F + N N N N N N F
reporting:funder-report-follow      GET   issued         L + + + N N + + F N +
reporting:funder-report-changes     POST  issued         L F + + N N F F F N F
reporting:funder-report-read        GET   issued         L + + + N N + + + N +
reporting:funder-report-version     GET   issued_v1      L + + + N N + + + N +
reporting:receipt-add               POST  issued         L F F F N N F F + N F
reporting:report-reply              POST  asked          L F + + N N F F F N F
reporting:report-reply              POST  issued         L F F F N N F F F N F
reporting:letter-add                POST  issued         L F + + N N + F F N F
reporting:letter-download           GET   issued_letter  L + + + N N + + F N +
reporting:link-revoke               POST  own_link       L F + + N N F F F N F
reporting:link-list                 GET   issued         L F + + N N F F F N F
reporting:private-link              GET   absent         N N N N N N N N N N N
reporting:private-document          GET   absent         N N N N N N N N N N N
reporting:private-piece             GET   absent         N N N N N N N N N N N
reporting:calendar                  GET   -              L + + + + + + + + + +
reporting:calendar-feed-read        GET   absent         N N N N N N N N N N N
reporting:calendar-feed             GET   -              L + + + + + + + + + +
reporting:calendar-feed-make        POST  -              L + + + + + + + + + +
reporting:calendar-feed-make        GET   -              L M M M M M M M M M M
reporting:calendar-feed-revoke      POST  -              L + + + + + + + + + +
reporting:reminder-pace             POST  -              L + + + + + + + + + +
reporting:filing-matrix             GET   -              L + + + + + + + + + +
reporting:filing-export             GET   sheet          L + + + + + + + + + +
reporting:message-write             GET   -              L F F F F F + F F F F
reporting:message-write             POST  -              L F F F F F + F F F F
reporting:message-list              GET   -              L F F F F F + + F F F
reporting:message-detail            GET   message        L F F F F F + + F F F
reporting:reminder-rules            GET   -              L F F F F F + + F F F
reporting:reminder-rule-all         GET   -              L F F F F F + F F F F
reporting:reminder-rule-all         POST  -              L F F F F F + F F F F
reporting:reminder-rule-all-restore POST  -              L F F F F F + F F F F
reporting:reminder-rule             GET   own_funder     L F F F F F + F F F F
reporting:reminder-rule             POST  own_funder     L F F F F F + F F F F
reporting:reminder-rule-restore     POST  own_funder     L F F F F F + F F F F
reporting:reminder-log              GET   -              L F F F F F + + F F F

reporting:stability                 GET   -              L + + + + + + + + + +
reporting:stability-export          GET   own            L + + + + + + + + + +
reporting:renewal-list              GET   -              L + + + + + + + + + +
reporting:organism-spans            GET   own            L + + + N N + + + N +
reporting:organism-spans            GET   absent         L N N N N N N N N N N
reporting:agreement-pace            GET   own            L + + + N N + + + N +
reporting:agreement-pace            GET   absent         L N N N N N N N N N N
reporting:funder-desk               GET   -              L F F F F F F F + + F
reporting:programme-book            GET   programme      L F F F F F + + + + F
reporting:programme-book            GET   absent         L F F F F F N N N N F
reporting:bundle-make               GET   -              L F F F F F F F + + F
reporting:bundle-make               POST  -              L F F F F F F F + + F
reporting:bundle-progress           GET   bundle         L F F F F F F F + + F
reporting:bundle-download           GET   bundle         L F F F F F F F N N F

reporting:verify                    GET   -              + + + + + + + + + + +
reporting:verify-code               GET   code           + + + + + + + + + + +
"""

OPEN_TO_ALL = {  # allauth's own doors: any answer but a server fault, and no rows of ours behind them
    "account_login", "account_logout", "account_inactive", "account_signup", "account_reauthenticate", "account_change_password",
    "account_set_password", "account_reset_password", "account_reset_password_done", "account_reset_password_from_key_done",
    "account_reset_password_from_key", "usersessions_list",
}  # fmt: skip


def rows() -> list[tuple[str, str, str, dict[str, str]]]:
    """Return (route, method, relation, role → sign)."""
    found = []
    for line in TABLE.strip().splitlines():
        if line.strip():
            route, method, relation, *signs = line.split()
            assert len(signs) == len(ROLES), line
            found.append((route, method, relation, dict(zip(ROLES, signs, strict=True))))
    return found
