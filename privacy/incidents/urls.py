"""Addresses of the register of incidents."""

from django.urls import path

from privacy.incidents import views

urlpatterns = [
    path("confidentialite/incidents/", views.incident_list, name="incident-list"),
    path("confidentialite/incidents/inscrire/", views.incident_add, name="incident-add"),
    path("confidentialite/incidents/<int:incident_id>/", views.incident_detail, name="incident-detail"),
    path(
        "confidentialite/incidents/<int:incident_id>/avis/<slug:kind>/", views.incident_notice, name="incident-notice"
    ),
    path("confidentialite/incidents/<int:incident_id>/<slug:step>/", views.incident_edit, name="incident-edit"),
]
