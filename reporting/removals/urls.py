"""Address of what is deleted because it was begun by mistake."""

from django.urls import path

from reporting.removals import views

urlpatterns = [path("supprimer/<slug:kind>/<int:pk>/", views.begun_delete, name="begun-delete")]
