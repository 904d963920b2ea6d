"""Addresses of the council for people, and of the desk for meetings."""

from django.urls import path

from mitmachstadt.modules.council import views
from mitmachstadt.modules.council.pages import (
    bodies,
    desk_ledger,
    desk_places,
    front,
    ledger,
    meetings,
    papers,
)

app_name = "council"
urlpatterns = [
    path("rat/", front.front, name="front"),
    path("rat/sitzungen/", meetings.calendar_page, name="meetings"),
    path("rat/sitzungen/<int:pk>/", meetings.meeting_page, name="meeting"),
    path("rat/vorlagen/", papers.paper_list, name="papers"),
    path("rat/vorlagen/<int:pk>/", papers.paper_page, name="paper"),
    path("rat/gremien/", bodies.body_list, name="bodies"),
    path("rat/gremien/<slug:key>/", bodies.body_page, name="body"),
    path("rat/personen/", bodies.people_list, name="people"),
    path("rat/personen/<int:pk>/", bodies.person_page, name="person"),
    path("beiraete/", bodies.board_list, name="boards"),
    path("schreibtisch/sitzungen/", views.meetings, name="desk"),
    path("schreibtisch/sitzungen/<int:pk>/", views.meeting, name="desk-meeting"),
    path("schreibtisch/sitzungen/<int:pk>/verlegen/", views.move, name="desk-move"),
    path("schreibtisch/sitzungen/<int:pk>/absagen/", views.cancel, name="desk-cancel"),
    path("schreibtisch/sitzungen/<int:pk>/punkt/", views.add_item, name="desk-item"),
    path("schreibtisch/sitzungen/<int:pk>/punkt/<int:item_id>/weg/", views.drop_item, name="desk-drop-item"),
    path("schreibtisch/sitzungen/<int:pk>/punkt/<int:item_id>/ergebnis/", views.result, name="desk-result"),
    path(
        "schreibtisch/sitzungen/<int:pk>/punkt/<int:item_id>/hinweise/",
        desk_ledger.suggestions,
        name="desk-suggestions",
    ),
    path("schreibtisch/rat/vorlagen/<int:pk>/orte/", desk_places.places, name="desk-places"),
    path("rat/hinweise/", ledger.overview, name="ledger"),
]
