"""Addresses of results: of an organism, an agreement, a region and the network; of employment measures."""

from django.urls import path

from services.results import views
from services.results.by_place import views as place_views
from services.results.employment_measures import views as employment_measures

urlpatterns = [
    path("o/<int:organism_id>/mesures/", employment_measures.measure_list, name="measure-list"),
    path("o/<int:organism_id>/mesures/<slug:key>/", employment_measures.measure_records, name="measure-records"),
    path("o/<int:organism_id>/resultats/", views.organism_results, name="organism-results"),
    path("o/<int:organism_id>/resultats/mrc/", place_views.organism_places, name="organism-places"),
    path("regions/<str:code>/resultats/mrc/", place_views.region_places, name="region-places"),
    path("ententes/<int:agreement_id>/resultats/", views.agreement_results, name="agreement-results"),
    path("regions/<str:code>/resultats/", views.region_results, name="region-results"),
    path("reseau/resultats/regions/", place_views.network_regions, name="network-regions"),
    path("reseau/resultats/", views.network_results, name="network-results"),
]
