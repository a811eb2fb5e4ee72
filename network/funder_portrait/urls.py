"""Addresses of the portrait of a funder's agreements."""

from django.urls import path

from network.funder_portrait import views

urlpatterns = [
    path("suivi/portrait/", views.funder_portrait, name="funder-portrait"),
    path("suivi/portrait/<slug:slug>/", views.funder_portrait_section, name="funder-portrait-section"),
]
