"""Registers the app under its short label."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mitmachstadt.spine.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.spine.accounts import signals  # noqa: F401  (connects itself)
