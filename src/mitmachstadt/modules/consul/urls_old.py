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
    path("budgets/<str:budget>/investments", old.budget, name="investments"),
    path("budgets/<str:budget>/results", old.budget, name="results"),
    path("polls", old.polls, name="polls"),
    path("polls/<str:word>", old.poll, name="poll"),
    path("polls/<str:word>/results", old.poll, name="poll-results"),
    path("legislation/processes", old.processes, name="processes"),
    path("legislation/processes/<consul_number:old_id>", old.process, name="process"),
    path(
        "legislation/processes/<consul_number:process>/proposals/<consul_number:old_id>",
        old.suggestion,
        name="suggestion",
    ),
    path("legislation/processes/<consul_number:old_id>/<path:part>", old.process, name="process-part"),
    path("proposals", old.proposals_list, name="proposals"),
    path("debates", old.debates, name="debates"),
]
