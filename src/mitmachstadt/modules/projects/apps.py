"""Registers the module under its short label."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "mitmachstadt.modules.projects"
    label = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.modules.projects import cases

        cases.register_kinds()
