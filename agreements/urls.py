"""Addresses of agreements, by feature."""

from django.urls import include, path

app_name = "agreements"
urlpatterns = [
    path("", include("agreements.agreement.urls")),
    path("", include("agreements.amendments.urls")),
    path("", include("agreements.deliverables.urls")),
    path("", include("agreements.funders.urls")),
    path("", include("agreements.money.urls")),
]
