"""Addresses of the network, by feature."""

from django.urls import include, path

app_name = "network"
urlpatterns = [
    path("", include("network.consolidation.urls")),
    path("", include("network.common_statement.urls")),
    path("", include("network.barometer.urls")),
    path("", include("network.organism_portrait.urls")),
    path("", include("network.funder_portrait.urls")),
    path("", include("network.portrait.urls")),
]
