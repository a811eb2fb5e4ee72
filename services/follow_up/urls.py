"""Address of the coordinator's follow-up."""

from django.urls import path

from services.follow_up import views

urlpatterns = [path("o/<int:organism_id>/suivi/", views.follow_up, name="follow-up")]
