"""Addresses of the funders' side: transmitting, following, reading, answering, private links, verification."""

from django.urls import path, re_path

from reporting.views import funder_reports, links, receipts, verification

urlpatterns = [
    path("livrables/<int:deliverable_id>/preparer/", funder_reports.funder_report_open, name="funder-report-open"),
    path("rapports/<int:report_id>/transmettre/", funder_reports.report_issue, name="report-issue"),
    path("rapports/<int:report_id>/suivi/", funder_reports.funder_report_follow, name="funder-report-follow"),
    path(
        "rapports/<int:report_id>/suivi/changements/",
        funder_reports.funder_report_changes,
        name="funder-report-changes",
    ),
    path("rapports/<int:report_id>/lecture/", funder_reports.funder_report_read, name="funder-report-read"),
    path(
        "rapports/<int:report_id>/lecture/<int:number>/",
        funder_reports.funder_report_version,
        name="funder-report-version",
    ),
    path("rapports/<int:report_id>/reponse/", receipts.receipt_add, name="receipt-add"),
    path("rapports/<int:report_id>/repondre/", receipts.report_reply, name="report-reply"),
    path("rapports/<int:report_id>/lettre/", receipts.letter_add, name="letter-add"),
    path("rapports/<int:report_id>/lettres/<int:receipt_id>/", receipts.letter_download, name="letter-download"),
    path("rapports/<int:report_id>/liens/", links.link_list, name="link-list"),
    path("rapports/<int:report_id>/liens/<int:link_id>/revoquer/", links.link_revoke, name="link-revoke"),
    path("lien/<str:token>/", links.private_link, name="private-link"),
    path("lien/<str:token>/pieces/<str:sha256>/", links.private_piece, name="private-piece"),
    re_path(r"^lien/(?P<token>[^/]+)/rapport\.(?P<format>pdf|xlsx)$", links.private_document, name="private-document"),
    path("verifier/", verification.verify_form, name="verify"),
    path("verifier/<str:code>/", verification.verify_code, name="verify-code"),
]
