"""Addresses of the continuum: what each region is offered, and when that ends."""

from django.urls import path, re_path

from services.continuum import views

urlpatterns = [
    path("continuum/", views.continuum, name="continuum"),
    re_path(r"^continuum/export\.(?P<kind>csv|xlsx)$", views.continuum_export, name="continuum-export"),
    path("regions/<str:code>/continuum/", views.continuum_region, name="continuum-region"),
]
