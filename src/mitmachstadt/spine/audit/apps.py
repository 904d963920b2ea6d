"""Registers the app under its short label."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "mitmachstadt.spine.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.spine.audit.actions import examples_left
        from mitmachstadt.spine.city.samples import register_sample

        # the lowest order: removal runs backwards, so it is said after all others left
        register_sample("Protokoll", lambda: "", examples_left, order=0)
