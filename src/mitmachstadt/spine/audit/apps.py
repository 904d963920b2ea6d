"""Registers the app under its short label."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "mitmachstadt.spine.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
