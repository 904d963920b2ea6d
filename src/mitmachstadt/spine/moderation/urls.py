"""Addresses of moderation: public ones and the desk's."""

from django.urls import path

from mitmachstadt.spine.moderation import desk, views

app_name = "moderation"
urlpatterns = [
    path("inhalt-melden/<str:number>/", views.report, name="report"),
    path("einspruch/<str:number>/<str:secret>/", views.object_to, name="object"),
    path("moderation/", views.figures, name="figures"),
    path("schreibtisch/moderation/", desk.queue_page, name="queue"),
    path("schreibtisch/moderation/verlauf/", desk.record_page, name="record"),
    path("schreibtisch/moderation/sperren/<str:number>/", desk.block, name="block"),
]
