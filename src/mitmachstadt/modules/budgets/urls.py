"""Addresses of citizens' budgets: for everybody, for whoever holds a link, and for staff who keeps them."""

from django.urls import path

from mitmachstadt.modules.budgets import ballot_urls
from mitmachstadt.modules.budgets.views import desk, hand_in, public

app_name = "budgets"
ONE = "budgets/<slug:slug>"
MINE = "budgets/meine/<town_number:number>/<str:secret>"
DESK = "schreibtisch/budgets"
urlpatterns = [
    path("budgets/", public.index, name="list"),
    path(f"{MINE}/", hand_in.receipt, name="receipt"),
    path(f"{MINE}/ergaenzen/", hand_in.complete, name="complete"),
    path(f"{MINE}/beginn/", hand_in.start, name="start"),
    path(f"{MINE}/nachweis/", hand_in.prove, name="prove"),
    path(f"{MINE}/schreiben.pdf", hand_in.letter, name="letter"),
    path(f"{ONE}/", public.detail, name="detail"),
    path(f"{ONE}/antrag/", hand_in.apply, name="apply"),
    path(f"{ONE}/<town_number:number>/", public.application, name="application"),
    path(f"{DESK}/", desk.index, name="desk"),
    path(f"{DESK}/neu/", desk.new, name="desk-new"),
    path(f"{DESK}/antrag/<town_number:number>/schreiben.pdf", desk.letter, name="desk-letter"),
    path(f"{DESK}/antrag/<town_number:number>/nachweis/", desk.proof, name="desk-proof"),
    path(f"{DESK}/<slug:slug>/", desk.budget, name="desk-budget"),
    path(f"{DESK}/<slug:slug>/plan/", desk.plan, name="desk-plan"),
    path(f"{DESK}/<slug:slug>/schritt/", desk.step, name="desk-step"),
    *ballot_urls.urlpatterns,
]
