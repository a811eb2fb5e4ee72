"""Addresses of news."""

from django.urls import path

from reporting.deadlines.news import views

urlpatterns = [
    path("nouveautes/", views.news_list, name="news-list"),
    path("nouveautes/lu/", views.news_mark, name="news-mark"),
    path("nouveautes/tout-lu/", views.news_mark_all, name="news-mark-all"),
    path("nouveautes/non-lu/", views.news_unmark, name="news-unmark"),
]
