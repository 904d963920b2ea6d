"""Addresses of proposals for everybody; what staff does with them stands on the desk of cases."""

from django.urls import path

from mitmachstadt.modules.proposals.views import hand_in, public, voting

app_name = "proposals"
ONE = "vorschlaege/<town_number:number>"
urlpatterns = [
    path("vorschlaege/", public.index, name="list"),
    path("vorschlaege/machen/", hand_in.propose, name="propose"),
    path("vorschlaege/aehnliche/", hand_in.alike, name="alike"),
    path(f"{ONE}/", public.detail, name="detail"),
    path(f"{ONE}/stimme/", voting.vote, name="vote"),
    path(f"{ONE}/<str:secret>/", hand_in.receipt, name="receipt"),
    path(f"{ONE}/<str:secret>/nachfrage/", hand_in.ask_back, name="ask-back"),
]
