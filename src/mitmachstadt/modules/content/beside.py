"""The door to the back office on an editor's own page."""

from __future__ import annotations

from collections.abc import Sequence

from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.ui.beside import Part


def of_roles(roles: Sequence[str]) -> dict[str, Part]:
    """Editors have no desk; this is their way to the pages they write."""
    if Role.EDITOR not in roles:
        return {}
    return {Role.EDITOR.value: Part(template="content/beside_editor.html", order=10)}
