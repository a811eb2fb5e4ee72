"""Addresses of stability, of targets and what is reached, of the burden of reports, of indicator sheets."""

from django.urls import path, re_path

from reporting.monitoring.views import filing_days, indicators, network_burden, organism_burden, stability, targets

urlpatterns = [
    path("stabilite/", stability.stability, name="stability"),
    re_path(r"^stabilite/export\.(?P<kind>csv|xlsx)$", stability.stability_export, name="stability-export"),
    path("stabilite/a-renouveler/", stability.renewal_list, name="renewal-list"),
    path("stabilite/organismes/<int:organism_id>/", stability.organism_spans, name="organism-spans"),
    path("ententes/<int:agreement_id>/ou-en-est/", targets.agreement_pace, name="agreement-pace"),
    path("o/<int:organism_id>/cibles/", targets.organism_targets, name="organism-targets"),
    path("regions/<str:code>/cibles/", targets.region_targets, name="region-targets"),
    path("o/<int:organism_id>/fardeau/", organism_burden.organism_burden, name="organism-burden"),
    path(
        "o/<int:organism_id>/fardeau/bailleurs/<int:funder_id>/",
        organism_burden.organism_burden_funder,
        name="organism-burden-funder",
    ),
    path(
        "o/<int:organism_id>/fardeau/<slug:table>.<slug:kind>",
        organism_burden.organism_burden_export,
        name="organism-burden-export",
    ),
    path("fardeau/", network_burden.network_burden, name="network-burden"),
    path("fardeau/bailleurs/<int:funder_id>/", network_burden.network_burden_funder, name="network-burden-funder"),
    path("fardeau/<slug:table>.<slug:kind>", network_burden.network_burden_export, name="network-burden-export"),
    path("depots/delais/", filing_days.filing_days, name="filing-days"),
    re_path(r"^depots/delais/export\.(?P<kind>csv|xlsx)$", filing_days.filing_days_export, name="filing-days-export"),
    path("indicateurs/", indicators.indicator_list, name="indicator-list"),
    path("indicateurs/<str:code>/", indicators.indicator_detail, name="indicator-detail"),
    path("indicateurs/<str:code>/changer/", indicators.indicator_change, name="indicator-change"),
]
