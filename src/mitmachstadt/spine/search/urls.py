"""Addresses of the search."""

from django.urls import path

from mitmachstadt.spine.search import views

app_name = "search"
urlpatterns = [
    path("suche/", views.results, name="results"),
    path("suche/vorschlaege.json", views.suggestions, name="suggestions"),
]
