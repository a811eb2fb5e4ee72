"""Addresses of money: under its agreement, and one page for the whole organism."""

from django.urls import include, path

from agreements.money import views

urlpatterns = [
    path("ententes/<int:agreement_id>/argent/", include("agreements.money.planning.urls")),
    path("ententes/<int:agreement_id>/argent/", include("agreements.money.expenses.urls")),
    path("o/<int:organism_id>/argent/", views.organism_money, name="organism-money"),
    path("o/<int:organism_id>/argent/export.<slug:kind>", views.organism_money_export, name="organism-money-export"),
]
