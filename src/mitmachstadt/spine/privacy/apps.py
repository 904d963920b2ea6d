"""Registers the app, collects what every app declares about personal data, and has it checked at start."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import pgettext_lazy


class PrivacyConfig(AppConfig):
    name = "mitmachstadt.spine.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.spine.accounts.models import Role
        from mitmachstadt.spine.cases.desk import Area, add_area
        from mitmachstadt.spine.privacy import checks  # noqa: F401

        autodiscover_modules("privacy")
        label = pgettext_lazy("desk", "Data protection")
        add_area(Area(label, "lock", "/schreibtisch/datenschutz/", (Role.OPERATOR,)))
