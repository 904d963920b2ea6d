"""Registers the app under its short label and its page at the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "mitmachstadt.spine.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"
    log_kinds = {"edition": _("newsletter")}
    log_words = {
        "newsletter_saved": _("Newsletter saved"),
        "newsletter_removed": _("Newsletter removed"),
        "newsletter_sent": _("Newsletter sent"),
    }

    def ready(self) -> None:
        from mitmachstadt.spine.accounts.models import Role
        from mitmachstadt.spine.cases.desk import Area, add_area

        add_area(Area(_("Outbox"), "mail", "/schreibtisch/post/", (Role.OPERATOR,)))
        writers = (Role.EDITOR, Role.COORDINATOR, Role.OPERATOR)
        add_area(Area(_("Newsletter"), "mail", "/schreibtisch/newsletter/", writers))
