"""Addresses of the archive, of claims, of the desk; and those of the former platform, which lead to the new pages."""

from django.urls import path

from mitmachstadt.modules.consul.views import claims, desk, public

app_name = "consul"
urlpatterns = [
    path("archiv/", public.index, name="list"),
    path("archiv/<town_number:number>/", public.page, name="page"),
    path("konto/fruehere-beitraege/", claims.claim, name="claim"),
    path("schreibtisch/uebernahme/", desk.runs, name="desk"),
    path("schreibtisch/uebernahme/<int:pk>/", desk.report, name="desk-report"),
]
