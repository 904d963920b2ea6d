"""Addresses of cases: public ones by number and link, and the desk."""

from django.urls import path

from mitmachstadt.spine.cases import views_bulk, views_desk, views_public

app_name = "cases"
urlpatterns = [
    path("vorgang/", views_public.lookup, name="lookup"),
    path("vorgang/bestaetigen/<str:token>/", views_public.confirm, name="confirm"),
    path("vorgang/<town_number:number>/", views_public.public, name="public"),
    path("vorgang/<town_number:number>/anlage/<uuid:upload_id>/", views_public.attachment, name="attachment"),
    path("vorgang/<town_number:number>/<str:secret>/", views_public.by_secret, name="sender"),
    path("vorgang/<town_number:number>/<str:secret>/aendern/", views_public.change, name="change"),
    path("ueberfaellig/", views_public.overdue, name="overdue"),
    path("schreibtisch/", views_desk.inbox, name="desk"),
    path("schreibtisch/mehr/", views_desk.more, name="more"),
    path("schreibtisch/sammel/", views_bulk.many, name="bulk"),
    path("schreibtisch/vorgang/<town_number:number>/", views_desk.case, name="desk_case"),
    path("schreibtisch/vorgang/<town_number:number>/schritt/", views_desk.take_step, name="step"),
    path("schreibtisch/vorgang/<town_number:number>/notiz/", views_desk.note, name="note"),
    path("schreibtisch/vorgang/<town_number:number>/weitergeben/", views_desk.hand_over, name="hand_over"),
    path("schreibtisch/vorgang/<town_number:number>/zuweisen/", views_desk.assign, name="assign"),
]
