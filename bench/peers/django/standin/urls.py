"""The routes."""

from django.urls import path

from . import views

urlpatterns = [
    path("health/ready", views.ready),
    path("matchup", views.matchup),
    path("intakes/<uuid:intake>/steps/<slug:step>", views.save),
    path("intakes/<uuid:intake>/submit", views.submit),
]
