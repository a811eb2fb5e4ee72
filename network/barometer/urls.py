"""Addresses of the barometer."""

from django.urls import path

from network.barometer import views

urlpatterns = [
    path("reseau/barometre/", views.network_barometer, name="barometer"),
    path("reseau/barometre/seuils/", views.barometer_thresholds, name="barometer-thresholds"),
    path("reseau/barometre/<int:year>/barometre.<slug:kind>", views.barometer_export, name="barometer-export"),
    path("reseau/barometre/<int:year>/phrases/", views.barometer_sentences, name="barometer-sentences"),
    path("reseau/barometre/<int:year>/arreter/", views.barometer_freeze, name="barometer-freeze"),
    path("reseau/barometre/<int:year>/version/<int:number>/", views.barometer_version, name="barometer-version"),
    path(
        "reseau/barometre/<int:year>/version/<int:number>/publier/", views.barometer_publish, name="barometer-publish"
    ),
    path("barometre/", views.public_barometer, name="public-barometer-newest"),
    path("barometre/<int:year>/", views.public_barometer, name="public-barometer"),
]
