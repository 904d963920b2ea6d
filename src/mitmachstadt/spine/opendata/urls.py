"""Addresses for programs; they have no language."""

from __future__ import annotations

from django.urls import path, re_path

from mitmachstadt.spine.opendata import views
from mitmachstadt.spine.opendata.api import api, openapi

urlpatterns = [
    path("daten/katalog.ttl", views.catalogue),
    re_path(r"^daten/(?P<slug>[A-Za-z0-9_-]+)\.(?P<form>[A-Za-z0-9]+)$", views.file),
    path("api/v1/openapi.json", openapi),
    path("api/v1/", api.urls),
    re_path(r"^api/", views.nothing_here),
    path("sitemap.xml", views.site_map_index),
    path("sitemap-<slug:name>-<int:number>.xml", views.site_map_part),
]
