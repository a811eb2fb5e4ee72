"""Address of the log of what is sensitive."""

from django.urls import path

from privacy.readings import views

urlpatterns = [path("confidentialite/consultations/", views.reading_list, name="reading-list")]
