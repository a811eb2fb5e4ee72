"""Addresses of what a person reads of their own account, and the network of everybody's."""

from django.urls import path

from organisms.accounts import views
from organisms.accounts.people import views as people

urlpatterns = [
    path("moi/", views.profile, name="profile"),
    path("moi/siege/", views.seat_choose, name="seat-choose"),
    path("moi/deuxieme-etape/", views.second_step, name="second-step"),
    path("reseau/personnes/", people.person_list, name="person-list"),
    path("reseau/personnes/<int:person_id>/", people.person_detail, name="person-detail"),
    path("reseau/personnes/<int:person_id>/delier/<int:tie_id>/", people.tie_remove, name="tie-remove"),
]
