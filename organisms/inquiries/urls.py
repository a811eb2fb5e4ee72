"""Addresses of what is written to the network."""

from django.urls import path

from organisms.inquiries import views

urlpatterns = [
    path("aide/ecrire/", views.inquiry_add, name="inquiry-add"),
    path("reseau/questions/", views.inquiry_list, name="inquiry-list"),
    path("reseau/questions/<int:inquiry_id>/", views.inquiry_detail, name="inquiry-detail"),
    path("reseau/questions/<int:inquiry_id>/lue/", views.inquiry_read, name="inquiry-read"),
]
