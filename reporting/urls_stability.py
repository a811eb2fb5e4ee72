"""Addresses of stability and of the funder's own side."""

from django.urls import path, re_path

from reporting.views import stability

urlpatterns = [
    path("stabilite/", stability.stability, name="stability"),
    re_path(r"^stabilite/export\.(?P<kind>csv|xlsx)$", stability.stability_export, name="stability-export"),
    path("stabilite/a-renouveler/", stability.renewal_list, name="renewal-list"),
    path("stabilite/organismes/<int:organism_id>/", stability.organism_spans, name="organism-spans"),
]
