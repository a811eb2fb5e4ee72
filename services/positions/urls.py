"""Addresses of positions: an organism's, and the network's."""

from django.urls import include, path, re_path

from services.positions import views

of_organism = [
    path("", views.position_list, name="position-list"),
    path("ajouter/", views.position_add, name="position-add"),
    path("<int:pk>/modifier/", views.position_edit, name="position-edit"),
]
of_network = [
    path("", views.position_network, name="position-network"),
    re_path(r"^export\.(?P<kind>csv|xlsx)$", views.position_network_export, name="position-network-export"),
]
urlpatterns = [
    path("o/<int:organism_id>/postes/", include(of_organism)),
    path("postes/", include(of_network)),
]
