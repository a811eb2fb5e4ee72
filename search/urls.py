"""Addresses of the search, of the plan of the portal and of its guides."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("chercher/", views.search_page, name="search"),
    path("plan/", views.plan, name="plan"),
    path("aide/<slug:slug>/", views.guide_page, name="guide"),
]
