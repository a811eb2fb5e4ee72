"""Addresses of joint targets and households."""

from django.urls import include, path, re_path

from services.households.views import households, joint_targets, lists, network_totals

KEY = "(?P<key>[2-9A-Z]{3}-[2-9A-Z]{3})"
targets = [
    path("", joint_targets.joint_target_list, name="joint-target-list"),
    path("ajouter/", joint_targets.joint_target_add, name="joint-target-add"),
    path("<int:pk>/", joint_targets.joint_target_detail, name="joint-target-detail"),
    path("<int:pk>/<slug:act>/", joint_targets.joint_target_answer, name="joint-target-answer"),
]
of_organism = [
    path("", lists.household_list, name="household-list"),
    path("ajouter/", households.household_add, name="household-add"),
    path("suivis/", lists.follow_up_list, name="follow-up-list"),
    path("consultations/", lists.reading_list, name="reading-list"),
    re_path(rf"^{KEY}/$", households.household_detail, name="household-detail"),
    re_path(rf"^{KEY}/etape/(?P<kind>[a-z_]+)/$", households.household_step, name="household-step"),
    re_path(rf"^{KEY}/annuler/(?P<step_id>[0-9]{{1,18}})/$", households.household_cancel, name="household-cancel"),
    re_path(rf"^{KEY}/services/$", households.household_serve, name="household-serve"),
]
of_network = [
    path("", network_totals.household_totals, name="household-totals"),
    re_path(r"^export\.(?P<kind>csv|xlsx)$", network_totals.household_totals_export, name="household-totals-export"),
]
urlpatterns = [
    path("o/<int:organism_id>/cibles-conjointes/", include(targets)),
    path("o/<int:organism_id>/menages/", include(of_organism)),
    path("menages/", include(of_network)),
]
