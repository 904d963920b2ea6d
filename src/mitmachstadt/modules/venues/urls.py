"""Addresses of accessible places."""

from django.urls import path

from mitmachstadt.modules.venues.views import desk, public

app_name = "venues"
urlpatterns = [
    path("barrierefreie-orte/", public.index, name="list"),
    path("barrierefreie-orte/karte/", public.large_map, name="map"),
    path("barrierefreie-orte/karte.geojson", public.geojson, name="geojson"),
    path("barrierefreie-orte/<slug:slug>/", public.detail, name="detail"),
    path("schreibtisch/orte/", desk.listing, name="desk"),
    path("schreibtisch/orte/neu/", desk.new, name="desk-new"),
    path("schreibtisch/orte/<slug:slug>/", desk.change, name="desk-venue"),
]
