"""Addresses of proposals for everybody; what staff does with them stands on the desk of cases."""

from django.urls import path

from mitmachstadt.modules.proposals.views import desk, hand_in, map, public, versions, voting, writing

app_name = "proposals"
ONE = "vorschlaege/<town_number:number>"
urlpatterns = [
    path("vorschlaege/", public.index, name="list"),
    path("vorschlaege/karte/", map.big_map, name="map"),
    path("vorschlaege/karte.geojson", map.geojson, name="geojson"),
    path("vorschlaege/machen/", hand_in.propose, name="propose"),
    path("vorschlaege/aehnliche/", hand_in.alike, name="alike"),
    path(f"{ONE}/", public.detail, name="detail"),
    path(f"{ONE}/stimme/", voting.vote, name="vote"),
    path("vorschlaege/einladung/<str:token>/", writing.invitation, name="invitation"),
    path(f"{ONE}/fassungen/", versions.versions, name="versions"),
    path(f"{ONE}/aendern/", writing.edit, name="edit"),
    path(f"{ONE}/mitschreiben/", writing.together, name="together"),
    path("schreibtisch/vorschlaege/<town_number:number>/", desk.words, name="desk-words"),
    path("schreibtisch/vorschlaege/<town_number:number>/leicht/", desk.easy, name="desk-easy"),
    path(f"{ONE}/<str:secret>/", hand_in.receipt, name="receipt"),
    path(f"{ONE}/<str:secret>/nachfrage/", hand_in.ask_back, name="ask-back"),
    path(f"{ONE}/<str:secret>/aendern/", writing.edit, name="edit-by-link"),
    path(f"{ONE}/<str:secret>/mitschreiben/", writing.together, name="together-by-link"),
]
