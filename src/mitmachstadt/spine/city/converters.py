"""The shape of a number that the town gives, in addresses, so that no word of a page is taken for one."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import get_converters


class TownNumber:
    """`V-2026-014`, as `actions.next_number` makes it: letters, year, number."""

    regex = "[A-Za-z]{1,4}-[0-9]{4}-[0-9]{1,9}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return str(value)


def register() -> None:
    """Makes `<town_number:number>` known; called once the app is ready."""
    if "town_number" not in get_converters():
        register_converter(TownNumber, "town_number")
