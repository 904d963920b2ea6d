"""Address of long work at the desk."""

from django.urls import path

from mitmachstadt.spine.work import desk

app_name = "work"
urlpatterns = [path("schreibtisch/arbeiten/", desk.jobs, name="jobs")]
