"""Registers the app under its short label, and the check of the kinds of case."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "mitmachstadt.spine.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
    log_words = {
        "case.open": _("Received"),
        "case.hand_over": _("Handed over"),
        "case.assign": _("Person in charge changed"),
        "case.personal_deleted": _("Personal details deleted"),
    }

    def ready(self) -> None:
        from mitmachstadt.spine.cases import checks, queries  # noqa: F401
        from mitmachstadt.spine.ui.context import register_overdue

        register_overdue(queries.public_counter)
