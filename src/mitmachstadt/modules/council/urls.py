"""Addresses of the council for people, and of the desk for meetings."""

from django.urls import path

from mitmachstadt.modules.council import views
from mitmachstadt.modules.council.desk import agenda, reading, records
from mitmachstadt.modules.council.desk import papers as desk_papers
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
    path("schreibtisch/sitzungen/vorschlaege.json", views.choices, name="desk-choices"),
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
    path("schreibtisch/ratsimport/", reading.overview, name="desk-reading"),
    path("schreibtisch/ratsimport/<int:pk>/befunde.csv", reading.as_table, name="desk-findings-csv"),
    path("schreibtisch/ratsimport/<int:pk>/<slug:kind>/", reading.of_kind, name="desk-findings"),
    path("rat/hinweise/", ledger.overview, name="ledger"),
    path("rat/hinweise/<slug:key>/", ledger.of_body, name="ledger-body"),
    path("schreibtisch/sitzungen/<int:pk>/mehrere/", agenda.many, name="desk-many"),
    path("schreibtisch/sitzungen/<int:pk>/punkt/<int:item_id>/", agenda.item, name="desk-item-change"),
    path("schreibtisch/sitzungen/<int:pk>/anwesend/", agenda.present, name="desk-present"),
    path("schreibtisch/sitzungen/<int:pk>/dokumente/", agenda.documents, name="desk-documents"),
    path(
        "schreibtisch/sitzungen/<int:pk>/dokumente/<int:file_id>/weg/",
        agenda.drop_document,
        name="desk-drop-document",
    ),
    path("schreibtisch/rat/", records.home, name="desk-council"),
    path("schreibtisch/rat/vorlagen/", desk_papers.papers, name="desk-papers"),
    path("schreibtisch/rat/vorlagen/<int:pk>/", desk_papers.paper, name="desk-paper"),
    path("schreibtisch/rat/vorlagen/<int:pk>/freigeben/", desk_papers.release, name="desk-release"),
    path("schreibtisch/rat/vorlagen/<int:pk>/zuruecknehmen/", desk_papers.take_back, name="desk-take-back"),
    path("schreibtisch/rat/vorlagen/<int:pk>/dokument/", desk_papers.add_file, name="desk-paper-file"),
    path(
        "schreibtisch/rat/vorlagen/<int:pk>/dokument/<int:file_id>/weg/",
        desk_papers.drop_file,
        name="desk-paper-drop-file",
    ),
    path("schreibtisch/rat/vorlagen/<int:pk>/station/", desk_papers.add_station, name="desk-station"),
    path(
        "schreibtisch/rat/vorlagen/<int:pk>/station/<int:station_id>/",
        desk_papers.change_station,
        name="desk-station-change",
    ),
    path(
        "schreibtisch/rat/vorlagen/<int:pk>/station/<int:station_id>/weg/",
        desk_papers.drop_station,
        name="desk-station-drop",
    ),
    path("schreibtisch/rat/gremien/<int:pk>/recht/", records.add_right, name="desk-right"),
    path(
        "schreibtisch/rat/gremien/<int:pk>/recht/<int:right_id>/ende/",
        records.end_right,
        name="desk-right-end",
    ),
    path("schreibtisch/rat/<slug:slug>/", records.listing, name="desk-records"),
    path("schreibtisch/rat/<slug:slug>/neu/", records.new, name="desk-record-new"),
    path("schreibtisch/rat/<slug:slug>/<int:pk>/", records.edit, name="desk-record"),
    path("schreibtisch/rat/<slug:slug>/<int:pk>/weg/", records.drop, name="desk-record-drop"),
]
