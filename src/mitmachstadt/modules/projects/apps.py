"""Registers the module under its short label."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "mitmachstadt.modules.projects"
    label = "projects"
    default_auto_field = "django.db.models.BigAutoField"
