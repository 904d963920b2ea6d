"""The way to former contributions on a person's own page, as soon as something was taken over."""

from __future__ import annotations

from collections.abc import Sequence

from mitmachstadt.modules.consul.actions.claims import open_authors
from mitmachstadt.modules.consul.models import Source
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.ui.beside import Part


def of_account(ids: Sequence[str]) -> dict[str, Part]:
    """A row for each account, which says whether something waits for it."""
    if not Source.objects.exists():
        return {}
    people = User.objects.in_bulk([int(one) for one in ids])
    return {
        str(pk): Part(
            template="consul/beside_account.html", context={"waits": bool(open_authors(user))}, order=20
        )
        for pk, user in people.items()
    }
