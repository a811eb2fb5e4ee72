"""Addresses of services, by feature: the organism is in them, so that two tabs never mix two organisms."""

from django.urls import include, path

app_name = "services"
urlpatterns = [
    path("", include("services.activities.urls")),
    path("", include("services.imports.urls")),
    path("", include("services.partners.urls")),
    path("", include("services.follow_up.urls")),
    path("", include("services.households.urls")),
    path("", include("services.positions.urls")),
    path("", include("services.offerings.urls")),
    path("", include("services.continuum.urls")),
    path("", include("services.results.urls")),
]
