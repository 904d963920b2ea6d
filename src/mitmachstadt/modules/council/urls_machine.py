"""Addresses of the council for programs: one address whatever the language."""

from __future__ import annotations

from django.urls import path

from mitmachstadt.modules.council.pages import meetings

app_name = "council_machine"
urlpatterns = [
    path("rat/sitzungen.ics", meetings.calendar_all, name="calendar"),
    path("rat/sitzungen/<int:pk>.ics", meetings.calendar_meeting, name="meeting-calendar"),
    path("rat/gremien/<slug:key>.ics", meetings.calendar_body, name="body-calendar"),
    path("rat/themen/<slug:slug>.ics", meetings.calendar_topic, name="topic-calendar"),
]
