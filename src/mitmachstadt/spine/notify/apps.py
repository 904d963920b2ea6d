"""Registers the app under its short label."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "mitmachstadt.spine.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"
