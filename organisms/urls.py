"""Addresses of organisms, by feature."""

from django.urls import include, path

app_name = "organisms"
urlpatterns = [
    path("", include("organisms.accounts.urls")),
    path("", include("organisms.mail_choices.urls")),
    path("", include("organisms.removals.urls")),
    path("", include("organisms.saved_filters.urls")),
    path("", include("organisms.typed_drafts.urls")),
    path("", include("organisms.directory.urls")),
    path("", include("organisms.seats.urls")),
    path("", include("organisms.inquiries.urls")),
]
