"""Addresses of assemblies: for everybody, for whoever holds a link or a code, and for organisers."""

from django.urls import path

from mitmachstadt.modules.assemblies.desk import evening, listing, paper, people, steps
from mitmachstadt.modules.assemblies.views import public, signing, wishing

app_name = "assemblies"
NUMBER = "<town_number:number>"
DESK = f"schreibtisch/versammlungen/{NUMBER}"
urlpatterns = [
    path("versammlungen/", public.listing, name="list"),
    path("versammlungen/code/", wishing.enter_code, name="code"),
    path("versammlungen/code/<str:code>/", wishing.by_code, name="by-code"),
    path("versammlungen/bestaetigen/<str:token>/", signing.confirm, name="confirm"),
    path(f"versammlungen/{NUMBER}/", public.detail, name="detail"),
    path(f"versammlungen/{NUMBER}/ergebnisse/", public.followed_up, name="followed-up"),
    path(f"versammlungen/{NUMBER}/anmelden/", signing.sign_up, name="sign-up"),
    path(f"versammlungen/{NUMBER}/anmeldung/<str:secret>/", signing.own, name="own"),
    path(f"versammlungen/{NUMBER}/anmeldung/<str:secret>/absagen/", signing.withdraw, name="withdraw"),
    path(f"versammlungen/{NUMBER}/wunsch/", wishing.wish, name="wish"),
    path("schreibtisch/versammlungen/", listing.listing, name="desk"),
    path("schreibtisch/versammlungen/neu/", listing.new, name="desk-new"),
    path(f"{DESK}/", steps.assembly, name="desk-assembly"),
    path(f"{DESK}/blatt/", listing.sheet, name="desk-sheet"),
    path(f"{DESK}/schritt/", steps.step, name="desk-step"),
    path(f"{DESK}/anmeldungen/", people.signups, name="desk-signups"),
    path(f"{DESK}/wuensche/", evening.wishes, name="desk-wishes"),
    path(f"{DESK}/leinwand/", evening.screen, name="desk-screen"),
    path(f"{DESK}/niederschrift/", paper.minutes, name="desk-minutes"),
    path(f"{DESK}/bilder/", paper.photos, name="desk-photos"),
    path(f"{DESK}/bilder/<int:pk>/", paper.photo, name="desk-photo"),
]
