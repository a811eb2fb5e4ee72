"""Addresses of the state of the portal, and of what machines read."""

from django.urls import path

from hosting.doctor import views as doctor_views
from hosting.monitoring import views

app_name = "hosting"
urlpatterns = [
    path("etat/", doctor_views.portal_state, name="portal-state"),
    path("mesures/", views.metric_list, name="metrics"),
    path(".well-known/security.txt", views.security_text, name="security-text"),
    path("robots.txt", views.robots_text, name="robots-text"),
]
