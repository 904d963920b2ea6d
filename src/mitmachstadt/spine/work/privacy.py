"""Long work and its queue: who began a job, and what waits to be done."""

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.privacy.registry import Activity, register

register.activity(
    Activity(
        key="work",
        title=_("Background work"),
        purpose=_("Doing long work beside the pages and showing staff how far it is."),
        basis=_("Task in the public interest (GDPR article 6 (1) e with DSG NRW § 3)"),
        people=_("Staff who begin a job"),
        recipients=_("Operators of the platform"),
        deletion=_("The name leaves with the account; entries of the queue after 14 days."),
        fields={"work.Job": ("by",)},
        order=80,
    )
)
register.not_personal("work.Job", "Where a job goes on and what it says of itself.", "cursor", "note")
register.not_personal("work.Worker", "Names of machines and processes.", "name")
register.not_personal(
    "django_tasks_database.DBTaskResult", "Ids of rows to work on, never words or addresses.", "*"
)
