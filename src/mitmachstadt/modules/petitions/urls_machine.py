"""Addresses without a language of their own, for programs."""

from django.urls import path

from mitmachstadt.modules.petitions.views import questions

app_name = "petitions_machine"
urlpatterns = [path("fragestunde/termine.ics", questions.calendar, name="sessions")]
