"""Registers the module under its short label."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "mitmachstadt.modules.drafts"
    label = "drafts"
    default_auto_field = "django.db.models.BigAutoField"
