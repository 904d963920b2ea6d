"""Addresses of the open data pages, in every language."""

from __future__ import annotations

from django.urls import path

from mitmachstadt.spine.opendata import views

app_name = "opendata"
urlpatterns = [
    path("daten/", views.index, name="index"),
    path("daten/<slug:slug>/", views.detail, name="detail"),
]
