"""Addresses of the back office that are ours and of its pictures in texts; the same in every language."""

from django.urls import path

from mitmachstadt.modules.content.views import pictures

app_name = "office"
urlpatterns = [
    path("redaktion/bilder/<slug:folder>/<str:name>", pictures.picture, name="picture"),
    path("seitenbilder/<str:name>", pictures.shown, name="shown"),
]
