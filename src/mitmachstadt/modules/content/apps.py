"""Registers the module under its short label."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "mitmachstadt.modules.content"
    label = "content"
    default_auto_field = "django.db.models.BigAutoField"
