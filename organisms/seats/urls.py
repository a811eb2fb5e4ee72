"""Addresses of seats: teams, auditors, the network and invitations."""

from django.urls import path

from organisms.seats.views import auditors, invitations, network, team

urlpatterns = [
    path("o/<int:organism_id>/equipe/", team.team, name="team"),
    path("o/<int:organism_id>/equipe/inviter/", team.invitation_add, name="invitation-add"),
    path("o/<int:organism_id>/equipe/<int:seat_id>/fermer/", team.seat_end, name="seat-end"),
    path("o/<int:organism_id>/equipe/<int:seat_id>/rouvrir/", team.seat_reopen, name="seat-reopen"),
    path("o/<int:organism_id>/equipe/<int:seat_id>/lettre/", team.seat_letter_resend, name="seat-letter-resend"),
    path("o/<int:organism_id>/equipe/<int:seat_id>/annuler/", team.invitation_cancel, name="invitation-cancel"),
    path("o/<int:organism_id>/equipe/<int:seat_id>/renvoyer/", team.invitation_resend, name="invitation-resend"),
    path("o/<int:organism_id>/verification/inviter/", auditors.auditor_add, name="auditor-add"),
    path("o/<int:organism_id>/verification/<int:seat_id>/fermer/", auditors.auditor_end, name="auditor-end"),
    path("o/<int:organism_id>/verification/<int:seat_id>/rouvrir/", auditors.auditor_reopen, name="auditor-reopen"),
    path("o/<int:organism_id>/verification/<int:seat_id>/annuler/", auditors.auditor_cancel, name="auditor-cancel"),
    path("o/<int:organism_id>/verification/<int:seat_id>/renvoyer/", auditors.auditor_resend, name="auditor-resend"),
    path("reseau/equipe/", network.network_team, name="network-team"),
    path("reseau/equipe/inviter/", network.network_invitation_add, name="network-invitation-add"),
    path("reseau/equipe/<int:seat_id>/fermer/", network.network_seat_end, name="network-seat-end"),
    path("reseau/equipe/<int:seat_id>/rouvrir/", network.network_seat_reopen, name="network-seat-reopen"),
    path("reseau/equipe/<int:seat_id>/annuler/", network.network_invitation_cancel, name="network-invitation-cancel"),
    path("reseau/equipe/<int:seat_id>/renvoyer/", network.network_invitation_resend, name="network-invitation-resend"),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation-accept"),
]
