"""Addresses of data protection: one's own data, and the operators' record."""

from django.urls import path

from mitmachstadt.spine.privacy import desk, views

app_name = "privacy"
urlpatterns = [
    path("meins/daten/", views.mine, name="mine"),
    path("meins/daten.json", views.mine_json, name="mine_json"),
    path("meins/daten.pdf", views.mine_pdf, name="mine_pdf"),
    path("meine-daten/", views.ask, name="ask"),
    path("meine-daten/<str:token>/", views.mailbox, name="mailbox"),
    path("meine-daten/<str:token>/daten.json", views.mailbox_json, name="mailbox_json"),
    path("meine-daten/<str:token>/daten.pdf", views.mailbox_pdf, name="mailbox_pdf"),
    path("schreibtisch/datenschutz/", desk.overview, name="desk"),
    path("schreibtisch/datenschutz/verzeichnis.pdf", desk.printed, name="printed"),
]
