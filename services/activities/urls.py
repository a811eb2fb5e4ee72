"""Addresses of activities: recording, correcting, several at once, evidence, templates."""

from django.urls import include, path

from services.activities.views import activities, bulk, evidence, quick, sessions, templates

records = [
    path("", activities.activity_list, name="activity-list"),
    path("ajouter/", activities.activity_add, name="activity-add"),
    path("rapide/", quick.activity_quick, name="activity-quick"),
    path("seances/", sessions.session_add, name="session-add"),
    path("jour/", sessions.day_repeat, name="day-repeat"),
    path("lot/", bulk.activity_bulk, name="activity-bulk"),
    path("lot/fait/", bulk.activity_bulk_done, name="activity-bulk-done"),
    path("lot/annuler/", bulk.activity_bulk_undo, name="activity-bulk-undo"),
    path("<int:pk>/", activities.activity_detail, name="activity-detail"),
    path("<int:pk>/corriger/", activities.activity_edit, name="activity-edit"),
    path("<int:pk>/retirer/", activities.activity_withdraw, name="activity-withdraw"),
    path("<int:pk>/retablir/", activities.activity_restore, name="activity-restore"),
    path("<int:pk>/pieces/", evidence.evidence_add, name="evidence-add"),
    path("<int:pk>/pieces/<int:evidence_id>/", evidence.evidence_download, name="evidence-download"),
    path("<int:pk>/pieces/<int:evidence_id>/retirer/", evidence.evidence_withdraw, name="evidence-withdraw"),
]
entry_templates = [
    path("", templates.template_list, name="template-list"),
    path("ajouter/", templates.template_add, name="template-add"),
    path("<int:pk>/", templates.template_edit, name="template-edit"),
    path("<int:pk>/archiver/", templates.template_archive, name="template-archive"),
]
urlpatterns = [
    path("o/<int:organism_id>/activites/", include(records)),
    path("o/<int:organism_id>/modeles/", include(entry_templates)),
]
