"""Addresses of what a person reads of their own account."""

from django.urls import path

from organisms.accounts import views

urlpatterns = [
    path("moi/", views.profile, name="profile"),
    path("moi/siege/", views.seat_choose, name="seat-choose"),
    path("moi/deuxieme-etape/", views.second_step, name="second-step"),
]
