"""Addresses of what a person removed lately."""

from django.urls import path

from organisms.removals import views

urlpatterns = [
    path("moi/retires/", views.removal_list, name="removal-list"),
    path("moi/retires/<int:removal_id>/remettre/", views.removal_put_back, name="removal-put-back"),
]
