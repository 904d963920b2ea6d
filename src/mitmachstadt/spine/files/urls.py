"""Addresses of uploads; the same in every language."""

from django.urls import path

from mitmachstadt.spine.files import views

app_name = "files"
urlpatterns = [
    path("datei/<uuid:upload_id>/<int:width>.webp", views.picture, name="picture"),
    path("datei/<uuid:upload_id>/<slug:name>.pdf", views.document, name="document"),
]
