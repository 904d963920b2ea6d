"""Addresses of the list for programs: one address whatever the language."""

from __future__ import annotations

from django.urls import path

from mitmachstadt.modules.projects.views import outputs

app_name = "projects_machine"
urlpatterns = [
    path("vorhaben/termine.ics", outputs.calendar, name="calendar"),
    path("vorhaben/heft.pdf", outputs.booklet, name="booklet"),
    path("vorhaben/<town_number:number>/termine.ics", outputs.project_calendar, name="project-calendar"),
    path("vorhaben/<town_number:number>/hinweise.pdf", outputs.suggestions_pdf, name="suggestions-pdf"),
    path("sitzungen/<int:meeting_id>/hinweise.pdf", outputs.digest_as_pdf, name="digest-pdf"),
    path("einbetten/vorhaben/", outputs.embedded, name="embed"),
]
