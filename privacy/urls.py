"""Addresses of what concerns personal information, by feature."""

from django.urls import include, path

app_name = "privacy"
urlpatterns = [
    path("", include("privacy.register.urls")),
    path("", include("privacy.incidents.urls")),
    path("", include("privacy.own_data.urls")),
    path("", include("privacy.readings.urls")),
]
