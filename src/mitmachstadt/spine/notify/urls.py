"""Addresses of following, and of the outbox at the desk."""

from django.urls import path

from mitmachstadt.spine.notify import desk, newsletter_views, push_views, views

app_name = "notify"
urlpatterns = [
    path("folgen/", views.follow, name="follow"),
    path("folgen/geraet/", push_views.device, name="device"),
    path("folgen/geraet/stand.json", push_views.state, name="device-state"),
    path("folgen/geraet/an.json", push_views.start, name="device-start"),
    path("folgen/geraet/aus.json", push_views.end, name="device-end"),
    path("folgen/geraet/ruhe.json", push_views.quiet, name="device-quiet"),
    path("folgen/geraet/probe.json", push_views.trial, name="device-trial"),
    path("newsletter/", newsletter_views.issues, name="newsletter"),
    path("newsletter/<int:number>/", newsletter_views.issue, name="newsletter-issue"),
    path("schreibtisch/newsletter/", newsletter_views.desk, name="newsletter-desk"),
    path("schreibtisch/newsletter/neu/", newsletter_views.edit, name="newsletter-new"),
    path("schreibtisch/newsletter/<int:number>/", newsletter_views.edit, name="newsletter-edit"),
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
