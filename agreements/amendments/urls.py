"""Addresses of amendments and targets."""

from django.urls import path

from agreements.amendments import target_views, views

urlpatterns = [
    path("ententes/<int:agreement_id>/cibles/", target_views.target_add, name="target-add"),
    path(
        "ententes/<int:agreement_id>/cibles/<int:target_id>/reviser/", target_views.target_revise, name="target-revise"
    ),
    path("ententes/<int:agreement_id>/avenants/preparer/", views.amendment_edit, name="amendment-add"),
    path("ententes/<int:agreement_id>/avenants/<int:amendment_id>/", views.amendment_detail, name="amendment-detail"),
    path(
        "ententes/<int:agreement_id>/avenants/<int:amendment_id>/reprendre/",
        views.amendment_edit,
        name="amendment-edit",
    ),
    path(
        "ententes/<int:agreement_id>/avenants/<int:amendment_id>/signer/",
        views.amendment_sign,
        name="amendment-sign",
    ),
    path(
        "ententes/<int:agreement_id>/avenants/<int:amendment_id>/abandonner/",
        views.amendment_discard,
        name="amendment-discard",
    ),
]
