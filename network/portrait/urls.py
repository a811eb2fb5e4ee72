"""Addresses of the portrait of the network."""

from django.urls import path

from network.portrait import views

urlpatterns = [
    path("reseau/portrait/", views.network_portrait, name="portrait"),
    path("reseau/portrait/<slug:slug>/", views.portrait_section, name="portrait-section"),
]
