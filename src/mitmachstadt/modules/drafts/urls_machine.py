"""Addresses that programs read: the report for paper."""

from django.urls import path

from mitmachstadt.modules.drafts.views import outputs

app_name = "drafts_machine"
urlpatterns = [path("entwuerfe/<town_number:number>/bericht.pdf", outputs.report, name="report")]
