"""Addresses of suggestions and ideas; the module's urls include them before the pages of single projects."""

from django.urls import path

from mitmachstadt.modules.projects import suggest_views as views

urlpatterns = [
    path("vorhaben/idee/", views.propose, name="propose"),
    path("vorhaben/<str:number>/hinweis/", views.suggest, name="suggest"),
    path("hinweis/<str:number>/<str:secret>/", views.receipt, name="receipt"),
    path("hinweis/<str:number>/<str:secret>/weglassen/", views.leave_out, name="leave_out"),
]
