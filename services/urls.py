"""Addresses of services: the organism stands in them, so that two tabs never mix two organisms."""

from django.urls import include, path, re_path

from services.views import (
    activities,
    bulk,
    continuum,
    household_lists,
    household_totals,
    households,
    import_runs,
    imports,
    joint_targets,
    measures,
    offerings,
    positions,
    results,
)

app_name = "services"
KEY = "(?P<key>[2-9A-Z]{3}-[2-9A-Z]{3})"
record = [
    path("", activities.activity_list, name="activity-list"),
    path("ajouter/", activities.activity_add, name="activity-add"),
    path("lot/", bulk.activity_bulk, name="activity-bulk"),
    path("lot/fait/", bulk.activity_bulk_done, name="activity-bulk-done"),
    path("lot/annuler/", bulk.activity_bulk_undo, name="activity-bulk-undo"),
    re_path(r"^export\.(?P<kind>csv|xlsx)$", activities.activity_export, name="activity-export"),
    path("<int:pk>/", activities.activity_detail, name="activity-detail"),
    path("<int:pk>/corriger/", activities.activity_edit, name="activity-edit"),
    path("<int:pk>/retirer/", activities.activity_withdraw, name="activity-withdraw"),
    path("<int:pk>/retablir/", activities.activity_restore, name="activity-restore"),
]
bring_in = [
    path("", imports.import_list, name="import-list"),
    path("ajouter/", imports.import_add, name="import-add"),
    path("<int:pk>/", import_runs.import_detail, name="import-detail"),
    path("<int:pk>/colonnes/", imports.import_columns, name="import-columns"),
    path("<int:pk>/types/", imports.import_types, name="import-types"),
    path("<int:pk>/ententes/", imports.import_agreements, name="import-agreements"),
    path("<int:pk>/demarrer/", import_runs.import_start, name="import-start"),
    path("<int:pk>/avancement/", import_runs.import_progress, name="import-progress"),
    path("<int:pk>/lignes-a-corriger.csv", import_runs.import_faults, name="import-faults"),
    path("<int:pk>/annuler/", import_runs.import_undo, name="import-undo"),
    path("<int:pk>/retirer/", import_runs.import_discard, name="import-discard"),
]
posts = [
    path("", positions.position_list, name="position-list"),
    path("ajouter/", positions.position_add, name="position-add"),
    path("<int:pk>/modifier/", positions.position_edit, name="position-edit"),
    re_path(r"^export\.(?P<kind>csv|xlsx)$", positions.position_export, name="position-export"),
]
offer = [
    path("", offerings.offer_detail, name="offer"),
    path("ajouter/", offerings.offering_add, name="offering-add"),
    path("services/ajouter/", offerings.service_add, name="service-add"),
    path("<int:pk>/", offerings.offering_edit, name="offering-edit"),
    path("<int:pk>/cesser/", offerings.offering_end, name="offering-end"),
    path("<int:pk>/retirer/", offerings.offering_remove, name="offering-remove"),
]
targets = [
    path("", joint_targets.joint_target_list, name="joint-target-list"),
    path("ajouter/", joint_targets.joint_target_add, name="joint-target-add"),
    path("<int:pk>/", joint_targets.joint_target_detail, name="joint-target-detail"),
    path("<int:pk>/<slug:act>/", joint_targets.joint_target_answer, name="joint-target-answer"),
]
homes = [
    path("", household_lists.household_list, name="household-list"),
    re_path(r"^export\.(?P<kind>csv|xlsx)$", household_lists.household_export, name="household-export"),
    path("ajouter/", households.household_add, name="household-add"),
    path("suivis/", household_lists.follow_up_list, name="follow-up-list"),
    path("consultations/", household_lists.reading_list, name="reading-list"),
    re_path(rf"^{KEY}/$", households.household_detail, name="household-detail"),
    re_path(rf"^{KEY}/etape/(?P<kind>[a-z_]+)/$", households.household_step, name="household-step"),
    re_path(rf"^{KEY}/annuler/(?P<step_id>[0-9]{{1,18}})/$", households.household_cancel, name="household-cancel"),
    re_path(rf"^{KEY}/services/$", households.household_serve, name="household-serve"),
]
urlpatterns = [
    path("o/<int:organism_id>/cibles-conjointes/", include(targets)),
    path("o/<int:organism_id>/menages/", include(homes)),
    path("menages/", household_totals.household_totals, name="household-totals"),
    re_path(
        r"^menages/export\.(?P<kind>csv|xlsx)$",
        household_totals.household_totals_export,
        name="household-totals-export",
    ),
    path("continuum/", continuum.continuum, name="continuum"),
    re_path(r"^continuum/export\.(?P<kind>csv|xlsx)$", continuum.continuum_export, name="continuum-export"),
    path("regions/<str:code>/continuum/", continuum.continuum_region, name="continuum-region"),
    path("o/<int:organism_id>/offre/", include(offer)),
    path("o/<int:organism_id>/mesures/", measures.measure_list, name="measure-list"),
    path("o/<int:organism_id>/mesures/<slug:key>/", measures.measure_records, name="measure-records"),
    path("o/<int:organism_id>/activites/", include(record)),
    path("o/<int:organism_id>/imports/", include(bring_in)),
    path("o/<int:organism_id>/postes/", include(posts)),
    path("postes/", positions.position_network, name="position-network"),
    re_path(r"^postes/export\.(?P<kind>csv|xlsx)$", positions.position_network_export, name="position-network-export"),
    path("o/<int:organism_id>/", include("services.urls_entry")),
    path("o/<int:organism_id>/resultats/", results.organism_results, name="organism-results"),
    path("ententes/<int:agreement_id>/resultats/", results.agreement_results, name="agreement-results"),
    path("regions/<str:code>/resultats/", results.region_results, name="region-results"),
    path("reseau/resultats/", results.network_results, name="network-results"),
]
