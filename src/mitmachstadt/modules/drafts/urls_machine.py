"""Addresses that programs read: the report for paper."""

from django.urls import path

from mitmachstadt.modules.drafts import converters
from mitmachstadt.modules.drafts.views import outputs

converters.register()

app_name = "drafts_machine"
urlpatterns = [path("entwuerfe/<draft_number:number>/bericht.pdf", outputs.report, name="report")]
