"""Addresses of the funders’ side: transmitting, following, reading, answering, private links, verification."""

from django.urls import include, path, re_path

from reporting.funder_reports.views import desk, link_reader, links, receipts, reports, verification

report = [
    path("transmettre/", reports.report_issue, name="report-issue"),
    path("suivi/", reports.funder_report_follow, name="funder-report-follow"),
    path("suivi/changements/", reports.funder_report_changes, name="funder-report-changes"),
    path("lecture/", reports.funder_report_read, name="funder-report-read"),
    path("lecture/<int:number>/", reports.funder_report_version, name="funder-report-version"),
    path("reponse/", receipts.receipt_add, name="receipt-add"),
    path("repondre/", receipts.report_reply, name="report-reply"),
    path("lettre/", receipts.letter_add, name="letter-add"),
    path("lettres/<int:receipt_id>/", receipts.letter_download, name="letter-download"),
    path("liens/", links.link_list, name="link-list"),
    path("liens/envoyer/", links.link_send, name="link-send"),
    path("liens/<int:link_id>/renvoyer/", links.link_resend, name="link-resend"),
    path("liens/<int:link_id>/rouvrir/", links.link_reopen, name="link-reopen"),
    path("liens/<int:link_id>/revoquer/", links.link_revoke, name="link-revoke"),
]
followed = [
    path("", desk.funder_desk, name="funder-desk"),
    path("programmes/<int:programme_id>.xlsx", desk.programme_book, name="programme-book"),
    path("menages/", desk.funder_households, name="funder-households"),
    path("annee/", desk.bundle_make, name="bundle-make"),
    path("annee/<int:year>/<uuid:key>/", desk.bundle_progress, name="bundle-progress"),
    path("annee/<int:year>/<uuid:key>.zip", desk.bundle_download, name="bundle-download"),
]
by_link = [
    path("", link_reader.private_link, name="private-link"),
    path("repondre/", link_reader.private_link_answer, name="private-link-answer"),
    path("recu/<int:receipt_id>/", link_reader.private_link_receipt, name="private-link-receipt"),
    path("annuler/", link_reader.private_link_take_back, name="private-link-take-back"),
    path("pieces/<str:sha256>/", link_reader.private_attachment, name="private-piece"),
    re_path(r"^rapport\.(?P<format>pdf|xlsx)$", link_reader.private_document, name="private-document"),
]
urlpatterns = [
    path("livrables/<int:deliverable_id>/preparer/", reports.funder_report_open, name="funder-report-open"),
    path("rapports/<int:report_id>/", include(report)),
    path("suivi/", include(followed)),
    path("lien/<str:token>/", include(by_link)),
    path("verifier/", verification.verify_form, name="verify"),
    path("verifier/fichier/", verification.verify_paper, name="verify-paper"),
    path("verifier/<str:code>/", verification.verify_code, name="verify-code"),
]
