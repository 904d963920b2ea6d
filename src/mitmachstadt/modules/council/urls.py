"""Addresses of the desk for meetings."""

from django.urls import path

from mitmachstadt.modules.council import views

app_name = "council"
urlpatterns = [
    path("schreibtisch/sitzungen/", views.meetings, name="desk"),
    path("schreibtisch/sitzungen/<int:pk>/", views.meeting, name="desk-meeting"),
    path("schreibtisch/sitzungen/<int:pk>/verlegen/", views.move, name="desk-move"),
    path("schreibtisch/sitzungen/<int:pk>/absagen/", views.cancel, name="desk-cancel"),
    path("schreibtisch/sitzungen/<int:pk>/punkt/", views.add_item, name="desk-item"),
    path("schreibtisch/sitzungen/<int:pk>/punkt/<int:item_id>/weg/", views.drop_item, name="desk-drop-item"),
    path("schreibtisch/sitzungen/<int:pk>/punkt/<int:item_id>/ergebnis/", views.result, name="desk-result"),
]
