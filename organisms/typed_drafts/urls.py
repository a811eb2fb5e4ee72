"""Addresses of drafts of forms."""

from django.urls import path

from organisms.typed_drafts import views

urlpatterns = [
    path("brouillons/garder/", views.draft_keep, name="draft-keep"),
    path("brouillons/reprendre/", views.draft_resume, name="draft-resume"),
    path("brouillons/jeter/", views.draft_discard, name="draft-discard"),
]
