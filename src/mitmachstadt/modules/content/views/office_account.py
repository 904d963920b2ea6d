"""What a person of the back office sets there about themselves: how it looks and speaks, and nothing else.

Wagtail's own page also takes a profile picture, which would pass no check of ours, and a new e-mail address, which nobody
would have to confirm and which would then open the account. Both belong to `/meins/` and `/konto/`.
"""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.account import (
    AccountView,
    LocaleSettingsPanel,
    NotificationsSettingsPanel,
    ThemeSettingsPanel,
)

KEPT = (LocaleSettingsPanel, NotificationsSettingsPanel, ThemeSettingsPanel)


class OwnSettingsView(AccountView):  # type: ignore[misc]
    """`/redaktion/account/`: shows and saves language, time zone, notices and looks; other fields are not read."""

    def get_panels(self) -> list[Any]:
        return [panel for panel in super().get_panels() if isinstance(panel, KEPT)]
