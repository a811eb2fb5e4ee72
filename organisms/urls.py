"""Addresses of organisms."""

from django.urls import path

from organisms.views import auditors, directory, invitations, network, profile, regions, saved_filters, standing, team

app_name = "organisms"
urlpatterns = [
    path("moi/", profile.profile, name="profile"),
    path("moi/deuxieme-etape/", profile.second_step, name="second-step"),
    path("moi/filtres/garder/", saved_filters.saved_filter_keep, name="saved-filter-keep"),
    path("moi/filtres/<int:filter_id>/retirer/", saved_filters.saved_filter_remove, name="saved-filter-remove"),
    path("organismes/", directory.organism_list, name="organism-list"),
    path("organismes/repertoire.csv", directory.organism_export, name="organism-export"),
    path("organismes/ajouter/", standing.organism_add, name="organism-add"),
    path("organismes/<int:organism_id>/", directory.organism_detail, name="organism-detail"),
    path("organismes/<int:organism_id>/modifier/", directory.organism_edit, name="organism-edit"),
    path("organismes/<int:organism_id>/renommer/", directory.organism_rename, name="organism-rename"),
    path("organismes/<int:organism_id>/adhesion/", standing.organism_standing, name="organism-standing"),
    path("regions/", regions.region_list, name="region-list"),
    path("regions/<str:code>/", regions.region_detail, name="region-detail"),
    path("regions/<str:code>/mandat/", regions.mandate_give, name="mandate-give"),
    path("o/<int:organism_id>/equipe/", team.team, name="team"),
    path("o/<int:organism_id>/equipe/inviter/", team.invitation_add, name="invitation-add"),
    path("o/<int:organism_id>/equipe/<int:seat_id>/fermer/", team.seat_end, name="seat-end"),
    path("o/<int:organism_id>/equipe/<int:seat_id>/annuler/", team.invitation_cancel, name="invitation-cancel"),
    path("o/<int:organism_id>/equipe/<int:seat_id>/renvoyer/", team.invitation_resend, name="invitation-resend"),
    path("o/<int:organism_id>/verification/inviter/", auditors.auditor_add, name="auditor-add"),
    path("o/<int:organism_id>/verification/<int:seat_id>/fermer/", auditors.auditor_end, name="auditor-end"),
    path("o/<int:organism_id>/verification/<int:seat_id>/annuler/", auditors.auditor_cancel, name="auditor-cancel"),
    path("o/<int:organism_id>/verification/<int:seat_id>/renvoyer/", auditors.auditor_resend, name="auditor-resend"),
    path("reseau/equipe/", network.network_team, name="network-team"),
    path("reseau/equipe/inviter/", network.network_invitation_add, name="network-invitation-add"),
    path("reseau/equipe/<int:seat_id>/fermer/", network.network_seat_end, name="network-seat-end"),
    path("reseau/equipe/<int:seat_id>/annuler/", network.network_invitation_cancel, name="network-invitation-cancel"),
    path("reseau/equipe/<int:seat_id>/renvoyer/", network.network_invitation_resend, name="network-invitation-resend"),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation-accept"),
]
