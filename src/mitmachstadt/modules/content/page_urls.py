"""Addresses of pages that editors write, of what one can do, of results, and of barrier feedback; included last."""

from django.urls import path

from mitmachstadt.modules.content.models import FIXED
from mitmachstadt.modules.content.views import feedback, gather, pages

app_name = "pages"
urlpatterns = [
    path("mitmachen/", gather.take_part, name="take_part"),
    path("ergebnisse/", gather.results, name="results"),
    path("uebersicht/", pages.site_map, name="site_map"),
    path("barrierefreiheit/melden/", feedback.report_barrier, name="report_barrier"),
    *(path(f"{slug}/", pages.page, {"slug": slug}, name=slug) for slug in FIXED),
    path("seite/<slug:slug>/", pages.page, name="page"),
]
