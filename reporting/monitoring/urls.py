"""Addresses of stability, of targets and what is reached, of indicator sheets."""

from django.urls import path, re_path

from reporting.monitoring.views import indicators, stability, targets

urlpatterns = [
    path("stabilite/", stability.stability, name="stability"),
    re_path(r"^stabilite/export\.(?P<kind>csv|xlsx)$", stability.stability_export, name="stability-export"),
    path("stabilite/a-renouveler/", stability.renewal_list, name="renewal-list"),
    path("stabilite/organismes/<int:organism_id>/", stability.organism_spans, name="organism-spans"),
    path("ententes/<int:agreement_id>/ou-en-est/", targets.agreement_pace, name="agreement-pace"),
    path("o/<int:organism_id>/cibles/", targets.organism_targets, name="organism-targets"),
    path("regions/<str:code>/cibles/", targets.region_targets, name="region-targets"),
    path("indicateurs/", indicators.indicator_list, name="indicator-list"),
    path("indicateurs/<str:code>/", indicators.indicator_detail, name="indicator-detail"),
    path("indicateurs/<str:code>/changer/", indicators.indicator_change, name="indicator-change"),
]
