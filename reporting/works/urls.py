"""Addresses of the works of the portal."""

from django.urls import path

from reporting.works import views

urlpatterns = [
    path("travaux/", views.work_list, name="work-list"),
    path("travaux/courriels/renvoyer/", views.letters_resend, name="letters-resend"),
    path("travaux/courriels/<int:letter_id>/renvoyer/", views.letter_resend, name="letter-resend"),
    path("travaux/<int:job_id>/reprendre/", views.job_retry, name="job-retry"),
]
