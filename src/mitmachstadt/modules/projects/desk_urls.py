"""Addresses of the desk for projects; they come with the module's own ones."""

from django.urls import path

from mitmachstadt.modules.projects import desk_views
from mitmachstadt.modules.projects.desk import edit, parts, readings

urlpatterns = [
    path("schreibtisch/vorhaben/", desk_views.project_list, name="desk"),
    path("schreibtisch/vorhaben/neu/", desk_views.new_project, name="desk-new"),
    path("schreibtisch/vorhaben/<town_number:number>/", desk_views.project, name="desk-project"),
    path("schreibtisch/vorhaben/<town_number:number>/schritt/", desk_views.take_step, name="desk-step"),
    path("schreibtisch/vorhaben/<town_number:number>/informiert/", desk_views.informed_later, name="desk-informed"),
    path("schreibtisch/vorhaben/<town_number:number>/verbergen/", desk_views.hide, name="desk-hide"),
    path("schreibtisch/vorhaben/<town_number:number>/zeigen/", desk_views.show, name="desk-show"),
    path("schreibtisch/vorhaben/<town_number:number>/blatt/", edit.sheet, name="desk-sheet"),
    path("schreibtisch/vorhaben/<town_number:number>/orte/", parts.places, name="desk-places"),
    path("schreibtisch/vorhaben/<town_number:number>/orte/<int:pk>/weg/", parts.drop_place, name="desk-drop-place"),
    path("schreibtisch/vorhaben/<town_number:number>/unterlagen/", parts.papers, name="desk-papers"),
    path("schreibtisch/vorhaben/<town_number:number>/foto/", parts.photo, name="desk-photo"),
    path("schreibtisch/vorhaben/<town_number:number>/foto/weg/", parts.drop_photo, name="desk-drop-photo"),
    path("schreibtisch/vorhaben/<town_number:number>/unterlagen/<int:pk>/weg/", parts.drop_paper, name="desk-drop-paper"),
    path("schreibtisch/vorhaben/<town_number:number>/beratung/", readings.schedule, name="desk-schedule"),
    path("schreibtisch/vorhaben/<town_number:number>/beratung/<int:pk>/ergebnis/", readings.result, name="desk-result"),
    path("schreibtisch/vorhaben/<town_number:number>/beratung/<int:pk>/absetzen/", readings.cancel, name="desk-cancel"),
]  # fmt: skip
