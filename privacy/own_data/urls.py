"""Addresses of one's own data, and of the requests that the network answers."""

from django.urls import path

from privacy.own_data import views

urlpatterns = [
    path("moi/renseignements/", views.own_data, name="own-data"),
    path("moi/renseignements/fichier/", views.own_data_file, name="own-data-file"),
    path("moi/nom/", views.own_name_edit, name="own-name-edit"),
    path("confidentialite/demandes/", views.request_add, name="request-add"),
    path("confidentialite/demandes/<int:request_id>/", views.request_detail, name="request-detail"),
    path("confidentialite/demandes/<int:request_id>/fichier/", views.request_file, name="request-file"),
    path("confidentialite/demandes/<int:request_id>/retirer/", views.person_forget, name="person-forget"),
]
