"""Addresses below the back office that are ours; the same in every language."""

from django.urls import path

from mitmachstadt.modules.content.views import pictures

app_name = "office"
urlpatterns = [path("redaktion/bilder/<slug:folder>/<str:name>", pictures.picture, name="picture")]
