"""Addresses of citizens' budgets for everybody; what staff does with applications stands on the desk of cases."""

from django.urls import path

from mitmachstadt.modules.budgets.views import public

app_name = "budgets"
ONE = "budgets/<slug:slug>"
urlpatterns = [
    path("budgets/", public.index, name="list"),
    path(f"{ONE}/", public.detail, name="detail"),
    path(f"{ONE}/<town_number:number>/", public.application, name="application"),
]
