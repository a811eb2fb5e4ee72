"""Addresses of partners and concertation bodies."""

from django.urls import include, path

from services.partners import body_views, merge_views, views

partners = [
    path("", views.partner_list, name="partner-list"),
    path("doublons/", merge_views.partner_duplicates, name="partner-duplicates"),
    path("doublons/<int:pk>/reprendre/", merge_views.partner_apart_undo, name="partner-apart-undo"),
    path("fusionner/", merge_views.partner_pair, name="partner-pair"),
    path("<int:pk>/", views.partner_detail, name="partner-detail"),
    path("<int:pk>/corriger/", views.partner_edit, name="partner-edit"),
    path("<int:pk>/fusionner/<int:other_id>/", merge_views.partner_merge, name="partner-merge"),
    path("<int:pk>/a-part/<int:other_id>/", merge_views.partner_apart, name="partner-apart"),
    path("<int:pk>/fusions/<int:merge_id>/annuler/", merge_views.partner_unmerge, name="partner-unmerge"),
]
bodies = [
    path("", body_views.body_list, name="body-list"),
    path("ajouter/", body_views.body_add, name="body-add"),
    path("<int:pk>/", body_views.body_detail, name="body-detail"),
    path("<int:pk>/corriger/", body_views.body_edit, name="body-edit"),
]
urlpatterns = [
    path("o/<int:organism_id>/partenaires/", include(partners)),
    path("o/<int:organism_id>/instances/", include(bodies)),
]
