"""Registers the app and its page at the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlainConfig(AppConfig):
    name = "mitmachstadt.spine.plain"
    label = "plain"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.spine.accounts.models import Role
        from mitmachstadt.spine.cases.desk import Area, add_area

        writers = (Role.CLERK, Role.EDITOR, Role.COORDINATOR, Role.OPERATOR)
        add_area(Area(_("Simple language"), "easy-language", "/schreibtisch/einfache-sprache/", writers))
