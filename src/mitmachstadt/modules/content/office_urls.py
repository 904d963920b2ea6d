"""Addresses of the back office that are ours and of its pictures in texts; the same in every language."""

from django.urls import path
from wagtail.admin.auth import require_admin_access

from mitmachstadt.modules.content.views import pictures
from mitmachstadt.modules.content.views.office_account import OwnSettingsView

app_name = "office"
urlpatterns = [
    path("redaktion/account/", require_admin_access(OwnSettingsView.as_view()), name="account"),
    path("redaktion/bilder/<slug:folder>/<str:name>", pictures.picture, name="picture"),
    path("seitenbilder/<str:name>", pictures.shown, name="shown"),
]
