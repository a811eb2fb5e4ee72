"""Addresses of the choice of mail."""

from django.urls import path

from organisms.mail_choices import views

urlpatterns = [
    path("moi/courriels/", views.mail_choices, name="mail-choices"),
    path("courriels/<str:token>/", views.mail_stop, name="mail-stop"),
]
