"""Addresses of the climate check."""

from django.urls import path

from mitmachstadt.modules.climate import desk, views

app_name = "climate"
urlpatterns = [
    path("klima/vorlagencheck/", views.report, name="report"),
    path("schreibtisch/klimacheck/", desk.listing, name="desk"),
    path("schreibtisch/klimacheck/<int:pk>/", desk.check, name="desk-check"),
    path("schreibtisch/klimacheck/<int:pk>/stimme/", desk.opinion, name="desk-opinion"),
]
