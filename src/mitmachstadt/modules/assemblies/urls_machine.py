"""Addresses that programs read, in one language: calendars and the minutes for paper."""

from django.urls import path

from mitmachstadt.modules.assemblies.views import outputs

app_name = "assemblies_machine"
urlpatterns = [
    path("versammlungen/termine.ics", outputs.calendar, name="calendar"),
    path("versammlungen/<town_number:number>/termin.ics", outputs.one, name="one-calendar"),
    path("versammlungen/<town_number:number>/niederschrift.pdf", outputs.minutes, name="minutes"),
]
