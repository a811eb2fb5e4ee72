"""Addresses of the register of purposes, and of the policy that anybody reads."""

from django.urls import path

from privacy.register import views

urlpatterns = [
    path("page/renseignements-personnels/", views.policy, name="policy"),
    path("confidentialite/registre/", views.purpose_register, name="purpose-register"),
]
