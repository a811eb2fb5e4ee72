"""Addresses of the whole portal, in French."""

from django.contrib import admin
from django.urls import include, path

from roriq_portal import views

urlpatterns = [
    path("", include("reporting.deadlines.urls_home")),
    path("", include("privacy.urls")),
    path("page/<slug:slug>/", views.page, name="page"),
    path("compte/", include("organisms.accounts.allauth_urls")),
    path("admin/", admin.site.urls),
    path("", include("organisms.urls")),
    path("", include("agreements.urls")),
    path("", include("services.urls")),
    path("", include("reporting.urls")),
    path("", include("network.urls")),
    path("", include("search.urls")),
    path("", include("hosting.urls")),
]
handler400 = "roriq_portal.views.bad_request"
handler403 = "roriq_portal.views.forbidden"
handler404 = "roriq_portal.views.not_found"
handler500 = "roriq_portal.views.server_error"
