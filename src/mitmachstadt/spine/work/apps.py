"""Registers the app under its short label, its page at the desk, and the thread of a request through the queue."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    name = "mitmachstadt.spine.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"
    log_kinds = {"job": _("long work")}
    log_words = {
        "job_started": _("Long work started"),
        "job_stopped": _("Long work stopped"),
        "job_resumed": _("Long work goes on"),
    }

    def ready(self) -> None:
        from django_tasks.signals import task_finished, task_started

        from mitmachstadt.spine.accounts.models import Role
        from mitmachstadt.spine.cases.desk import Area, add_area
        from mitmachstadt.spine.work import kinds, trace

        task_started.connect(trace.take_up, dispatch_uid="work.trace")
        task_finished.connect(trace.lay_down, dispatch_uid="work.trace")
        kinds.register_all()
        add_area(Area(_("Long work"), "history", "/schreibtisch/arbeiten/", (Role.OPERATOR,)))
