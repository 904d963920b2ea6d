"""Addresses of texts under consultation: for everybody, and for those who write them."""

from django.urls import path

from mitmachstadt.modules.drafts.desk import pages as desk
from mitmachstadt.modules.drafts.views import paragraphs, public

app_name = "drafts"
PUBLIC, DESK = "entwuerfe/<town_number:number>", "schreibtisch/entwuerfe/<town_number:number>"
urlpatterns = [
    path("entwuerfe/", public.listing, name="list"),
    path(f"{PUBLIC}/", public.detail, name="detail"),
    path(f"{PUBLIC}/vergleich/", public.comparison, name="compare"),
    path(f"{PUBLIC}/bericht/", public.report, name="report"),
    path(f"{PUBLIC}/absatz/<int:key>/", paragraphs.paragraph, name="paragraph"),
    path(f"{PUBLIC}/absatz/<int:key>/anmerkung/", paragraphs.comment, name="comment"),
    path(f"{PUBLIC}/zustimmen/<str:comment>/", paragraphs.agree, name="agree"),
    path("schreibtisch/entwuerfe/", desk.listing, name="desk"),
    path("schreibtisch/entwuerfe/neu/", desk.new, name="desk-new"),
    path(f"{DESK}/", desk.draft, name="desk-draft"),
    path(f"{DESK}/blatt/", desk.sheet, name="desk-sheet"),
    path(f"{DESK}/text/", desk.text, name="desk-text"),
    path(f"{DESK}/gruende/", desk.reasons, name="desk-reasons"),
    path(f"{DESK}/schritt/", desk.step, name="desk-step"),
]
