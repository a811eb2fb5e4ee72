"""Address of the hand-over of an organism."""

from django.urls import path

from reporting.deadlines.hand_over import views

urlpatterns = [path("o/<int:organism_id>/passation/", views.hand_over, name="hand-over")]
