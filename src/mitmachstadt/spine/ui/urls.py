"""Addresses of the look."""

from django.urls import path

from mitmachstadt.spine.ui import offline, views

app_name = "ui"
urlpatterns = [
    path("darstellung/", views.display, name="display"),
    path("karte/grund.svg", views.map_ground, name="map-ground"),
    path("karte/stil.json", views.map_style, name="map-style"),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("sw.js", offline.worker, name="worker"),
    path("ohne-netz/", offline.without_network, name="without-network"),
    path("ohne-netz/postausgang/", offline.outbox, name="outbox"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("stil/", views.gallery, name="gallery"),
    path("stil/<slug:part>/", views.gallery, name="gallery-part"),
]
