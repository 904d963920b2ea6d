"""Addresses of GeoReport; they are promises and have no language."""

from __future__ import annotations

from django.urls import path

from mitmachstadt.modules.reports.georeport import views

app_name = "georeport"
urlpatterns = [
    path("georeport/v2/discovery.<str:form>", views.discovery, name="discovery"),
    path("georeport/v2/services.<str:form>", views.services, name="services"),
    path("georeport/v2/services/<str:code>.<str:form>", views.definition, name="definition"),
    path("georeport/v2/requests.<str:form>", views.requests, name="requests"),
    path("georeport/v2/requests/<str:numbers>.<str:form>", views.single, name="single"),
    path("georeport/v2/tokens/<str:token>.<str:form>", views.token, name="token"),
    path("georeport/v2/servicerequestupdates.<str:form>", views.updates, name="updates"),
    path("georeport/<path:rest>", views.nothing_here, name="nothing"),
]
