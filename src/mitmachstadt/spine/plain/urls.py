"""Addresses of plain language at the desk."""

from django.urls import path

from mitmachstadt.spine.plain import desk

app_name = "plain"
urlpatterns = [
    path("schreibtisch/einfache-sprache/", desk.overview, name="overview"),
    path("schreibtisch/einfache-sprache/pruefen/", desk.checker, name="checker"),
    path("schreibtisch/einfache-sprache/pruefen.json", desk.findings, name="findings"),
]
