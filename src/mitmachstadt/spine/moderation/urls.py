"""Addresses of moderation: public ones and the desk's."""

from django.urls import path

from mitmachstadt.spine.moderation import desk, views
from mitmachstadt.spine.moderation.bursts import desk as bursts

app_name = "moderation"
urlpatterns = [
    path("inhalt-melden/<town_number:number>/", views.report, name="report"),
    path("einspruch/<town_number:number>/<str:secret>/", views.object_to, name="object"),
    path("moderation/", views.figures, name="figures"),
    path("schreibtisch/moderation/", desk.queue_page, name="queue"),
    path("schreibtisch/moderation/verlauf/", desk.record_page, name="record"),
    path("schreibtisch/moderation/sperren/<town_number:number>/", desk.block, name="block"),
    path("schreibtisch/moderation/muster/", bursts.patterns, name="patterns"),
    path("schreibtisch/moderation/muster/<town_number:number>/", bursts.pattern, name="pattern"),
]
