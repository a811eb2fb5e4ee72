"""Addresses of what an organism offers."""

from django.urls import include, path

from services.offerings import views

offerings = [
    path("", views.offer_detail, name="offer"),
    path("ajouter/", views.offering_add, name="offering-add"),
    path("services/ajouter/", views.service_add, name="service-add"),
    path("<int:pk>/", views.offering_edit, name="offering-edit"),
    path("<int:pk>/cesser/", views.offering_end, name="offering-end"),
    path("<int:pk>/retirer/", views.offering_remove, name="offering-remove"),
]
urlpatterns = [path("o/<int:organism_id>/offre/", include(offerings))]
