"""Addresses of the former platform (`/proposals/123-title`); each leads to the page here, for good."""

from django.urls import path, register_converter

from mitmachstadt.modules.consul.views import old


class OldNumber:
    """A number as CONSUL writes it, with the name behind it or without."""

    regex = r"\d{1,18}(?:-[^/]*)?"

    def to_python(self, value: str) -> int:
        return int(value.split("-", 1)[0])

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(OldNumber, "consul_number")

app_name = "consul_old"
urlpatterns = [
    path("proposals/<consul_number:old_id>", old.proposal, name="proposal"),
    path("debates/<consul_number:old_id>", old.debate, name="debate"),
    path("comments/<consul_number:old_id>", old.comment, name="comment"),
    path("budgets/<str:budget>/investments/<consul_number:old_id>", old.investment, name="investment"),
    path("proposals", old.proposals_list, name="proposals"),
    path("debates", old.debates, name="debates"),
]
