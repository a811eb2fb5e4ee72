"""Addresses of the search, of the plan of the portal and of its guides."""

from django.urls import path

from search import views
from search.guidance import views as guidance

app_name = "search"
urlpatterns = [
    path("chercher/", views.search_page, name="search"),
    path("plan/", views.plan, name="plan"),
    path("aide/", guidance.help_page, name="help"),
    path("aide/nouveautes/", guidance.news_page, name="news"),
    path("aide/<slug:slug>/", guidance.guide_page, name="guide"),
]
