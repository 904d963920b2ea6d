"""Registers the app under its short label, and the check of the kinds of case."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "mitmachstadt.spine.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.spine.cases import checks, queries  # noqa: F401
        from mitmachstadt.spine.ui.context import register_overdue

        register_overdue(queries.public_counter)
