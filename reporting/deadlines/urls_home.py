"""The address of the home page: « home », without a namespace, since every app links to it."""

from django.urls import path

from reporting.deadlines.views.home import home

urlpatterns = [path("", home, name="home")]
