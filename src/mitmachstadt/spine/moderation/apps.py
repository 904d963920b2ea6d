"""Registers the app under its short label."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "mitmachstadt.spine.moderation"
    label = "moderation"
    default_auto_field = "django.db.models.BigAutoField"
