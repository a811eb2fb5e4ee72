"""Addresses of reports and campaigns: a report’s page, its way from draft to approved, the records behind it."""

from django.urls import include, path

from reporting.reports.views import (
    campaign_changes,
    campaigns,
    checking,
    detail,
    filing,
    form_change,
    lists,
    records,
    taking_back,
)

report = [
    path("", detail.report_detail, name="report-detail"),
    path("fiches/<slug:line_key>/", records.report_records, name="report-records"),
    path("verifier-attester/", checking.report_check, name="report-check"),
    path("demander/", filing.report_ask, name="report-ask"),
    path("deposer/", filing.report_submit, name="report-submit"),
    path("recu/", filing.report_receipt, name="report-receipt"),
    path("endosser/", filing.report_endorse, name="report-endorse"),
    path("retourner/", filing.report_return, name="report-return"),
    path("approuver/", filing.report_approve, name="report-approve"),
    path("rouvrir/", filing.report_reopen, name="report-reopen"),
    path("annuler-decision/", taking_back.report_take_back, name="report-take-back"),
    path("gabarit/", form_change.report_form_change, name="report-form-change"),
    path("gabarit/mis-de-cote/", form_change.report_set_aside, name="report-set-aside"),
    path("dispenser/", campaigns.report_excuse, name="report-excuse"),
    path("dispenser/lever/", campaigns.report_unexcuse, name="report-unexcuse"),
]
urlpatterns = [
    path("rapports/", lists.report_list, name="report-list"),
    path("rapports/<int:report_id>/", include(report)),
    path("campagnes/", campaigns.campaign_list, name="campaign-list"),
    path("campagnes/<int:campaign_id>/", campaigns.campaign_detail, name="campaign-detail"),
    path("campagnes/<int:campaign_id>/echeance/", campaign_changes.campaign_date, name="campaign-date"),
    path("campagnes/<int:campaign_id>/pas-commences/", campaign_changes.campaign_cut, name="campaign-cut"),
    path("campagnes/<int:campaign_id>/annuler/", campaigns.campaign_undo, name="campaign-undo"),
]
