"""Registers the app under its short label."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "mitmachstadt.spine.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
