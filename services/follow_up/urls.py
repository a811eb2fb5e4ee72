"""Addresses of the coordinator's follow-up and hand-over."""

from django.urls import path

from services.follow_up import views

urlpatterns = [
    path("o/<int:organism_id>/suivi/", views.follow_up, name="follow-up"),
    path("o/<int:organism_id>/passation/", views.hand_over, name="hand-over"),
]
