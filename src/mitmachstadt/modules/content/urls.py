"""Address of the start page; pages that editors write come last of all, in page_urls.py."""

from django.urls import path

from mitmachstadt.modules.content.views import start

app_name = "start"
urlpatterns = [path("", start.start, name="start")]
