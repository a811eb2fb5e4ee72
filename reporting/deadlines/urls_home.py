"""The address of the house itself: « home », without a namespace, since every app leads back to it."""

from django.urls import path

from reporting.deadlines.views.home import home

urlpatterns = [path("", home, name="home")]
