"""Addresses of stability and of the funder's own side."""

from django.urls import path, re_path

from reporting.views import funder_desk, pace, stability

urlpatterns = [
    path("stabilite/", stability.stability, name="stability"),
    re_path(r"^stabilite/export\.(?P<kind>csv|xlsx)$", stability.stability_export, name="stability-export"),
    path("stabilite/a-renouveler/", stability.renewal_list, name="renewal-list"),
    path("stabilite/organismes/<int:organism_id>/", stability.organism_spans, name="organism-spans"),
    path("ententes/<int:agreement_id>/ou-en-est/", pace.agreement_pace, name="agreement-pace"),
    path("o/<int:organism_id>/cibles/", pace.organism_targets, name="organism-targets"),
    path("regions/<str:code>/cibles/", pace.region_targets, name="region-targets"),
    path("suivi/", funder_desk.funder_desk, name="funder-desk"),
    path("suivi/programmes/<int:programme_id>.xlsx", funder_desk.programme_book, name="programme-book"),
    path("suivi/menages/", funder_desk.funder_homes, name="funder-homes"),
    path("suivi/annee/", funder_desk.bundle_make, name="bundle-make"),
    path("suivi/annee/<int:year>/<uuid:key>/", funder_desk.bundle_progress, name="bundle-progress"),
    path("suivi/annee/<int:year>/<uuid:key>.zip", funder_desk.bundle_download, name="bundle-download"),
]
