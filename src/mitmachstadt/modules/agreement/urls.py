"""Addresses of the agreement's passages."""

from django.urls import path

from mitmachstadt.modules.agreement import views

app_name = "agreement"
urlpatterns = [
    path("vereinbarung/", views.overview, name="overview"),
    path("vereinbarung/<str:reference>/", views.commitment, name="commitment"),
]
