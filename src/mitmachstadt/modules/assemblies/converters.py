"""The shape of an assembly's number in addresses, so that no word of the module's own pages is taken for one."""

from django.urls import register_converter
from django.urls.converters import get_converters


class AssemblyNumber:
    """`VS-2026-014`: letters, year, number."""

    regex = "[A-Za-z]{1,4}-[0-9]{4}-[0-9]{1,9}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return str(value)


def register() -> None:
    """Makes `<assembly_number:number>` known; safe to call more than once."""
    if "assembly_number" not in get_converters():
        register_converter(AssemblyNumber, "assembly_number")
