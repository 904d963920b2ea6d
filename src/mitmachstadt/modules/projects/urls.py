"""Addresses of the list in the language of the page."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from mitmachstadt.modules.projects.views import big_map, listing, organisation, outputs, sheet

app_name = "projects"
urlpatterns: list[URLPattern | URLResolver] = [
    path("vorhaben/", listing.project_list, name="list"),
    path("vorhaben/anzahl.json", listing.count, name="count"),
    path("vorhaben/karte.geojson", big_map.geojson, name="geojson"),
    path("vorhaben/karte/", big_map.project_map, name="map"),
    path("vorhaben/einbetten/", outputs.embed_help, name="embed-help"),
    path("vorhaben/wer/<slug:key>/", organisation.organisation, name="organisation"),
    path("vorhaben/<town_number:number>/", sheet.detail, name="detail"),
    path("vorhaben/<town_number:number>/hinweise/", sheet.suggestions, name="suggestions"),
    path("vorhaben/<town_number:number>/verlauf/", sheet.history, name="history"),
    path("sitzungen/<int:meeting_id>/hinweise/", outputs.digest, name="digest"),
]
for name in ("suggest_urls", "desk_urls"):
    if find_spec(f"mitmachstadt.modules.projects.{name}"):
        urlpatterns.append(path("", include(f"mitmachstadt.modules.projects.{name}")))
