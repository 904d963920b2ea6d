"""Addresses of following, and of the outbox at the desk."""

from django.urls import path

from mitmachstadt.spine.notify import desk, views

app_name = "notify"
urlpatterns = [
    path("folgen/", views.follow, name="follow"),
    path("folgen/bestaetigen/<str:token>/", views.confirm, name="confirm"),
    path("folgen/verwalten/<str:token>/", views.manage, name="manage"),
    path("folgen/abmelden/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path(
        "folgen/abmelden/<str:token>/alles/",
        views.unsubscribe,
        {"everything": True},
        name="unsubscribe_all",
    ),
    path("schreibtisch/post/", desk.outbox, name="outbox"),
]
