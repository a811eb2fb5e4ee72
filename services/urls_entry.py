"""Addresses of quick entry and of what it keeps: templates, partners, bodies, and the coordinator's view."""

from django.urls import include, path, re_path

from services.views import bodies, evidence, follow_up, partners, sessions, templates

quick = [
    path("seances/", sessions.session_add, name="session-add"),
    path("jour/", sessions.day_repeat, name="day-repeat"),
    path("<int:pk>/pieces/", evidence.evidence_add, name="evidence-add"),
    path("<int:pk>/pieces/<int:evidence_id>/", evidence.evidence_download, name="evidence-download"),
    path("<int:pk>/pieces/<int:evidence_id>/retirer/", evidence.evidence_withdraw, name="evidence-withdraw"),
]
kept = [
    path("", templates.template_list, name="template-list"),
    path("ajouter/", templates.template_add, name="template-add"),
    path("<int:pk>/", templates.template_edit, name="template-edit"),
    path("<int:pk>/archiver/", templates.template_archive, name="template-archive"),
]
with_whom = [
    path("", partners.partner_list, name="partner-list"),
    path("doublons/", partners.partner_duplicates, name="partner-duplicates"),
    re_path(r"^export\.(?P<kind>csv|xlsx)$", partners.partner_export, name="partner-export"),
    path("<int:pk>/", partners.partner_detail, name="partner-detail"),
    path("<int:pk>/corriger/", partners.partner_edit, name="partner-edit"),
    path("<int:pk>/fusionner/<int:other_id>/", partners.partner_merge, name="partner-merge"),
    path("<int:pk>/fusions/<int:merge_id>/annuler/", partners.partner_unmerge, name="partner-unmerge"),
]
around = [
    path("", bodies.body_list, name="body-list"),
    path("ajouter/", bodies.body_add, name="body-add"),
    path("<int:pk>/", bodies.body_detail, name="body-detail"),
    path("<int:pk>/corriger/", bodies.body_edit, name="body-edit"),
]
urlpatterns = [
    path("activites/", include(quick)),
    path("modeles/", include(kept)),
    path("partenaires/", include(with_whom)),
    path("instances/", include(around)),
    path("suivi/", follow_up.follow_up, name="follow-up"),
    path("passation/", follow_up.hand_over, name="hand-over"),
]
