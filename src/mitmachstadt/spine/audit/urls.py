"""Addresses of the log at the desk."""

from django.urls import path

from mitmachstadt.spine.audit import views

app_name = "audit"
urlpatterns = [
    path("schreibtisch/protokoll/", views.log, name="log"),
    path("schreibtisch/protokoll.csv", views.table, name="table"),
]
