"""Addresses of reporting and of the reports."""

from django.urls import path

from mitmachstadt.modules.reports.views import companions, listing, reporting

app_name = "reports"
urlpatterns = [
    path("melden/", reporting.report, name="report"),
    path("melden/hinweise/", reporting.hints, name="hints"),
    path("meldungen/", listing.index, name="list"),
    path("meldungen/karte/", listing.report_map, name="map"),
    path("meldungen/karte.geojson", listing.geojson, name="geojson"),
    path("meldungen/<town_number:number>/", listing.detail, name="detail"),
    path("meldungen/<town_number:number>/auch/", companions.join, name="join"),
    path("meldungen/<town_number:number>/<str:secret>/", reporting.receipt, name="receipt"),
    path("meldungen/<town_number:number>/<str:secret>/widerspruch/", reporting.dispute, name="dispute"),
    path("meldungen/auch/<str:token>/", companions.confirm, name="confirm-companion"),
]
