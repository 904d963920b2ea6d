"""Registers the app under its short label."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "mitmachstadt.spine.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
