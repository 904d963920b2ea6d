"""Addresses of reporting and of the reports."""

from django.urls import path

from mitmachstadt.modules.reports.views import (
    companions,
    desk,
    figures,
    listing,
    outside,
    photos,
    refiling,
    reporting,
    routing,
)

app_name = "reports"
urlpatterns = [
    path("melden/", reporting.report, name="report"),
    path("melden/hinweise/", reporting.hints, name="hints"),
    path("meldungen/", listing.index, name="list"),
    path("meldungen/karte/", listing.report_map, name="map"),
    path("meldungen/anzahl.json", listing.count, name="count"),
    path("meldungen/karte.geojson", listing.geojson, name="geojson"),
    path("meldungen/zahlen/", figures.index, name="figures"),
    path("meldungen/<town_number:number>/", listing.detail, name="detail"),
    path("meldungen/<town_number:number>/auch/", companions.join, name="join"),
    path("meldungen/<town_number:number>/<str:secret>/", reporting.receipt, name="receipt"),
    path("meldungen/<town_number:number>/<str:secret>/widerspruch/", reporting.dispute, name="dispute"),
    path("meldungen/auch/<str:token>/", companions.confirm, name="confirm-companion"),
    path("meldungen/stelle/<str:token>/", outside.answer, name="outside"),
    path("schreibtisch/meldungen/stellen/", outside.mailboxes, name="desk-units"),
    path("schreibtisch/meldungen/", desk.index, name="desk-list"),
    path("schreibtisch/meldungen/tour/", desk.crew_tour, name="desk-tour"),
    path("schreibtisch/meldungen/regeln/", routing.lines, name="desk-rules"),
    path("schreibtisch/meldungen/regeln/<int:pk>/ende/", routing.end, name="desk-rule-end"),
    path("schreibtisch/meldungen/<town_number:number>/kategorie/", refiling.index, name="desk-category"),
    path("schreibtisch/meldungen/<town_number:number>/fotos/", photos.index, name="desk-photos"),
    path("schreibtisch/meldungen/<town_number:number>/fotos/<int:pk>/", photos.change, name="desk-photo"),
    path(
        "schreibtisch/meldungen/<town_number:number>/fotos/<int:pk>/abdecken/",
        photos.cover,
        name="desk-cover",
    ),
]
