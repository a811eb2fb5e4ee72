"""Addresses of the common statement."""

from django.urls import path

from network.common_statement import views

urlpatterns = [
    path("enonce-commun/", views.statement, name="statement"),
    path("enonce-commun/ecrire/", views.statement_write, name="statement-write"),
    path("enonce-commun/publier/", views.statement_publish, name="statement-publish"),
    path("enonce-commun/versions/<int:number>/", views.statement_version, name="statement-version"),
    path("o/<int:organism_id>/enonce-commun/", views.organism_statement, name="organism-statement"),
    path("o/<int:organism_id>/enonce-commun/annuler/", views.adoption_take_back, name="adoption-take-back"),
]
