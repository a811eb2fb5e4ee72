"""Addresses of the calendar and of the filing matrix."""

from django.urls import path, re_path

from reporting.deadlines.views import calendar, filing_matrix

urlpatterns = [
    path("calendrier/", calendar.calendar, name="calendar"),
    path("calendrier/<str:token>.ics", calendar.calendar_feed_read, name="calendar-feed-read"),
    path("moi/calendrier/", calendar.calendar_feed, name="calendar-feed"),
    path("moi/calendrier/adresse/", calendar.calendar_feed_make, name="calendar-feed-make"),
    path("moi/calendrier/fermer/", calendar.calendar_feed_revoke, name="calendar-feed-revoke"),
    path("depots/", filing_matrix.filing_matrix, name="filing-matrix"),
    re_path(r"^depots/export\.(?P<format>csv|xlsx)$", filing_matrix.filing_export, name="filing-export"),
]
