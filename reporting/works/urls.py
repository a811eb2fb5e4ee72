"""Addresses of the works of the portal, and of acts on many reports."""

from django.urls import path

from reporting.works import views
from reporting.works.grouped import views as grouped

urlpatterns = [
    path("travaux/", views.work_list, name="work-list"),
    path("travaux/courriels/renvoyer/", views.letters_resend, name="letters-resend"),
    path("travaux/courriels/<int:letter_id>/renvoyer/", views.letter_resend, name="letter-resend"),
    path("travaux/<int:job_id>/reprendre/", views.job_retry, name="job-retry"),
    path("rapports/ensemble/<slug:slug>/", grouped.grouped_choose, name="grouped-choose"),
    path("rapports/ensemble/suivi/<int:act_id>/", grouped.grouped_detail, name="grouped-detail"),
    path("rapports/ensemble/suivi/<int:act_id>/reprendre/", grouped.grouped_retry, name="grouped-retry"),
    path("rapports/ensemble/suivi/<int:act_id>/rapports.zip", grouped.grouped_archive, name="grouped-archive"),
]
