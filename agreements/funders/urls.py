"""Addresses of funders, their programmes and their agents."""

from django.urls import path

from agreements.funders import agent_views, programme_views, views

urlpatterns = [
    path("bailleurs/", views.funder_list, name="funder-list"),
    path("bailleurs/ajouter/", views.funder_add, name="funder-add"),
    path("bailleurs/<int:funder_id>/", views.funder_detail, name="funder-detail"),
    path("bailleurs/<int:funder_id>/modifier/", views.funder_edit, name="funder-edit"),
    path("bailleurs/<int:funder_id>/nom/", views.funder_rename, name="funder-rename"),
    path("bailleurs/<int:funder_id>/remplacer/", views.funder_replace, name="funder-replace"),
    path("bailleurs/<int:funder_id>/bureaux/ajouter/", views.office_add, name="office-add"),
    path("bailleurs/<int:funder_id>/bureaux/<int:office_id>/modifier/", views.office_edit, name="office-edit"),
    path("bailleurs/<int:funder_id>/programmes/ajouter/", programme_views.programme_add, name="programme-add"),
    path("programmes/<int:programme_id>/", programme_views.programme_detail, name="programme-detail"),
    path("programmes/<int:programme_id>/nom/", programme_views.programme_rename, name="programme-rename"),
    path(
        "programmes/<int:programme_id>/double-declaration/", programme_views.programme_claims, name="programme-claims"
    ),
    path("programmes/<int:programme_id>/<slug:part>/ajouter/", programme_views.part_add, name="part-add"),
    path(
        "programmes/<int:programme_id>/<slug:part>/<int:row_id>/modifier/", programme_views.part_edit, name="part-edit"
    ),
    path(
        "programmes/<int:programme_id>/<slug:part>/<int:row_id>/retirer/",
        programme_views.part_remove,
        name="part-remove",
    ),
    path("bailleurs/acces/", agent_views.agent_list, name="agent-list"),
    path("bailleurs/acces/inviter/", agent_views.agent_invite, name="agent-invite"),
    path("bailleurs/acces/<int:seat_id>/fermer/", agent_views.agent_end, name="agent-end"),
    path("bailleurs/acces/<int:seat_id>/rouvrir/", agent_views.agent_reopen, name="agent-reopen"),
    path("bailleurs/acces/<int:seat_id>/renvoyer/", agent_views.agent_resend, name="agent-resend"),
    path("bailleurs/acces/<int:seat_id>/annuler/", agent_views.agent_cancel, name="agent-cancel"),
]
