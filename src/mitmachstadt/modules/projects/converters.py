"""The shape of a project's number in addresses, so that no word of the list's own pages is taken for one."""

from django.urls import register_converter


class ProjectNumber:
    """`V-2026-014`: letters, year, number."""

    regex = "[A-Za-z]{1,4}-[0-9]{4}-[0-9]{1,9}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return str(value)


def register() -> None:
    """Makes `<project_number:number>` known; safe to call more than once."""
    from django.urls.converters import get_converters

    if "project_number" not in get_converters():
        register_converter(ProjectNumber, "project_number")
