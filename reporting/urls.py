"""Addresses of reporting: the annual report's here, the funders' side in urls_funder."""

from django.urls import include, path, re_path

from reporting.views import (
    attachments,
    campaigns,
    checking,
    comments,
    drafts,
    filing,
    indicators,
    lists,
    records,
    sections,
    versions,
)

app_name = "reporting"

report = [
    path("", sections.report_detail, name="report-detail"),
    path("section/<slug:section>/", sections.report_section, name="report-section"),
    path("texte/<slug:line_key>/", sections.answer_autosave, name="answer-autosave"),
    path("fiches/<slug:line_key>/", records.report_records, name="report-records"),
    path("verifier-attester/", checking.report_check, name="report-check"),
    path("demander/", filing.report_ask, name="report-ask"),
    path("deposer/", filing.report_submit, name="report-submit"),
    path("recu/", filing.report_receipt, name="report-receipt"),
    path("endosser/", filing.report_endorse, name="report-endorse"),
    path("retourner/", filing.report_return, name="report-return"),
    path("approuver/", filing.report_approve, name="report-approve"),
    path("rouvrir/", filing.report_reopen, name="report-reopen"),
    path("dispenser/", campaigns.report_excuse, name="report-excuse"),
    path("dispenser/lever/", campaigns.report_unexcuse, name="report-unexcuse"),
    path("commentaires/<int:comment_id>/repondre/", comments.comment_answer, name="comment-answer"),
    path("pieces/ajouter/<slug:line_key>/", attachments.attachment_add, name="attachment-add"),
    path("pieces/<int:attachment_id>/", attachments.attachment_download, name="attachment-download"),
    path("pieces/<int:attachment_id>/retirer/", attachments.attachment_remove, name="attachment-remove"),
    path("ebauche/", drafts.draft_make, name="draft-make"),
    path("ebauche/<uuid:key>/", drafts.draft_progress, name="draft-progress"),
    path("ebauche/<uuid:key>.pdf", drafts.draft_download, name="draft-download"),
    path("versions/<int:number>/", versions.version_detail, name="version-detail"),
    path("versions/<int:number>/pieces/<str:sha256>/", attachments.version_piece, name="version-piece"),
    re_path(r"^versions/(?P<number>\d+)\.(?P<format>pdf|xlsx)$", versions.version_document, name="version-document"),
]
urlpatterns = [
    path("rapports/", lists.report_list, name="report-list"),
    path("rapports/<int:report_id>/", include(report)),
    path("campagnes/", campaigns.campaign_list, name="campaign-list"),
    path("campagnes/<int:campaign_id>/", campaigns.campaign_detail, name="campaign-detail"),
    path("", include("reporting.urls_funder")),
    path("", include("reporting.urls_calendar")),
    path("", include("reporting.urls_stability")),
    path("indicateurs/", indicators.indicator_list, name="indicator-list"),
    path("indicateurs/<str:code>/", indicators.indicator_detail, name="indicator-detail"),
    path("indicateurs/<str:code>/changer/", indicators.indicator_change, name="indicator-change"),
]
