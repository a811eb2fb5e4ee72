"""Addresses of requirements and of what is owed."""

from django.urls import path

from agreements.deliverables import requirement_views, views

urlpatterns = [
    path("ententes/<int:agreement_id>/exigences/ajouter/", requirement_views.requirement_add, name="requirement-add"),
    path(
        "ententes/<int:agreement_id>/exigences/<int:requirement_id>/modifier/",
        requirement_views.requirement_edit,
        name="requirement-edit",
    ),
    path(
        "ententes/<int:agreement_id>/exigences/<int:requirement_id>/retirer/",
        requirement_views.requirement_remove,
        name="requirement-remove",
    ),
    path("ententes/<int:agreement_id>/livrables/ajouter/", views.deliverable_add, name="deliverable-add"),
    path(
        "ententes/<int:agreement_id>/livrables/<int:deliverable_id>/",
        views.deliverable_detail,
        name="deliverable-detail",
    ),
    path(
        "ententes/<int:agreement_id>/livrables/<int:deliverable_id>/reporter/",
        views.deliverable_postpone,
        name="deliverable-postpone",
    ),
    path(
        "ententes/<int:agreement_id>/livrables/<int:deliverable_id>/ecarter/",
        views.deliverable_skip,
        name="deliverable-skip",
    ),
    path(
        "ententes/<int:agreement_id>/livrables/<int:deliverable_id>/demander/",
        views.deliverable_ask_again,
        name="deliverable-ask-again",
    ),
    path(
        "ententes/<int:agreement_id>/livrables/<int:deliverable_id>/remettre/",
        views.deliverable_hand_in,
        name="deliverable-hand-in",
    ),
    path(
        "ententes/<int:agreement_id>/livrables/<int:deliverable_id>/attendre/",
        views.deliverable_take_back,
        name="deliverable-take-back",
    ),
]
