"""Pages of single sign-on: the release, signing out, the person's list, and the operators' list."""

from django.urls import path

from mitmachstadt.spine.signon import desk, views

app_name = "signon"
urlpatterns = [
    path("anmeldedienst/freigabe/", views.authorize, name="authorize"),
    path("anmeldedienst/abmelden/", views.logout, name="logout"),
    path("meins/dienste/", views.mine, name="mine"),
    path("schreibtisch/anmeldedienste/", desk.services, name="services"),
    path("schreibtisch/anmeldedienste/<str:key>/", desk.service, name="service"),
]
