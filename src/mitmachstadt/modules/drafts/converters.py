"""The shape of a text's number in addresses."""


class DraftNumber:
    """`EN-2026-014`: letters, year, number."""

    regex = "[A-Za-z]{1,4}-[0-9]{4}-[0-9]{1,9}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return str(value)


def register() -> None:
    """Makes `<draft_number:number>` known; safe to call more than once."""
    from django.urls import register_converter
    from django.urls.converters import get_converters

    if "draft_number" not in get_converters():
        register_converter(DraftNumber, "draft_number")
