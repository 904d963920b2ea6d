"""Addresses of comments; what staff does with them stands on the desk of cases and of moderation."""

from django.urls import path

from mitmachstadt.spine.talk import views

app_name = "talk"
ONE = "kommentar/<town_number:number>"
urlpatterns = [
    path("gespraech/<town_number:number>/", views.talk, name="talk"),
    path("gespraech/<town_number:number>/ruhe/", views.quiet, name="quiet"),
    path("gespraech/ruhe/<str:token>/", views.quiet_by_mail, name="quiet-by-mail"),
    path(f"{ONE}/", views.comment, name="comment"),
    path(f"{ONE}/angekommen/", views.receipt, name="receipt"),
    path(f"{ONE}/hilfreich/", views.helpful, name="helpful"),
    path(f"{ONE}/ausblenden/", views.mute, name="mute"),
    path(f"{ONE}/aendern/", views.change, name="change"),
    path(f"{ONE}/fassungen/", views.wordings, name="wordings"),
]
