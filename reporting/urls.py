"""Addresses of reporting, by feature."""

from django.urls import include, path

app_name = "reporting"
urlpatterns = [
    path("", include("reporting.reports.urls")),
    path("", include("reporting.filling.urls")),
    path("", include("reporting.papers.urls")),
    path("", include("reporting.funder_reports.urls")),
    path("", include("reporting.deadlines.urls")),
    path("", include("reporting.deadlines.hand_over.urls")),
    path("", include("reporting.deadlines.news.urls")),
    path("", include("reporting.reminders.urls")),
    path("", include("reporting.works.urls")),
    path("", include("reporting.monitoring.urls")),
    path("", include("reporting.form_editor.urls")),
    path("", include("reporting.removals.urls")),
]
