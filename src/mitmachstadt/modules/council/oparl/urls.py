"""Addresses of the OParl endpoint; they are promises and have no language."""

from __future__ import annotations

from django.urls import path

from mitmachstadt.modules.council.oparl import views

app_name = "oparl"
urlpatterns = [
    path("oparl", views.beginning, name="beginning"),
    path("oparl/", views.beginning, name="beginning"),
    path("oparl/v1.1", views.beginning, name="beginning"),
    path("oparl/v1.1/", views.beginning, name="beginning"),
    path("oparl/v1.1/system", views.system, name="system"),
    path("oparl/v1.1/body", views.bodies, name="bodies"),
    path("oparl/v1.1/<slug:kind>/<slug:number>", views.thing, name="thing"),
    path("oparl/v1.1/<slug:kind>/<slug:number>/<slug:name>", views.part, name="part"),
    path("oparl/<path:rest>", views.nothing_here, name="nothing"),
]
