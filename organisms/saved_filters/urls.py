"""Addresses of saved filters."""

from django.urls import path

from organisms.saved_filters import views

urlpatterns = [
    path("moi/filtres/garder/", views.saved_filter_keep, name="saved-filter-keep"),
    path("moi/filtres/<int:filter_id>/retirer/", views.saved_filter_remove, name="saved-filter-remove"),
]
