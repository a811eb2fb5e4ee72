"""Addresses of organisms and regions."""

from django.urls import path

from organisms.directory.views import membership, organisms, regions

urlpatterns = [
    path("organismes/", organisms.organism_list, name="organism-list"),
    path("organismes/ajouter/", membership.organism_add, name="organism-add"),
    path("organismes/<int:organism_id>/", organisms.organism_detail, name="organism-detail"),
    path("organismes/<int:organism_id>/modifier/", organisms.organism_edit, name="organism-edit"),
    path("organismes/<int:organism_id>/renommer/", organisms.organism_rename, name="organism-rename"),
    path("organismes/<int:organism_id>/adhesion/", membership.organism_standing, name="organism-standing"),
    path("regions/", regions.region_list, name="region-list"),
    path("regions/<str:code>/", regions.region_detail, name="region-detail"),
    path("regions/<str:code>/mandat/", regions.mandate_give, name="mandate-give"),
]
