"""Addresses of the portrait of an organism, and of what the network opens in it."""

from django.urls import path

from network.organism_portrait import views

urlpatterns = [
    path("o/<int:organism_id>/portrait/", views.organism_portrait, name="organism-portrait"),
    path(
        "o/<int:organism_id>/portrait/<slug:slug>/", views.organism_portrait_section, name="organism-portrait-section"
    ),
    path("reseau/comparaison/", views.portrait_comparison, name="portrait-comparison"),
]
