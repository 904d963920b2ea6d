"""Pages of the documentation that are printed from the code itself."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.core.management import get_commands, load_command_class

from mitmachstadt.config import env


def generated() -> dict[str, str]:
    """Text by file name below `docs/`."""
    pages = {"einstellungen.md": settings_page(), "befehle.md": commands_page()}
    for module in ("mitmachstadt.spine.opendata.documentation", "mitmachstadt.spine.cases.documentation"):
        if find_spec(module):
            pages.update(import_module(module).pages())
    return pages


def settings_page() -> str:
    """All environment variables as a table."""
    rows = [
        f"| `{v.name}` | {v.kind} | {f'`{v.default}`' if v.default else 'leer'} | {v.help} |"
        for v in env.VARIABLES
    ]
    return (
        "# Einstellungen\n\nAlle Einstellungen kommen aus der Umgebung und werden beim Start geprüft.\n\n"
        "| Name | Art | Vorgabe | Bedeutung |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def commands_page() -> str:
    """The platform's own commands with their help."""
    rows = []
    for name, app in sorted(get_commands().items()):
        if str(app).startswith("mitmachstadt"):
            help_text = load_command_class(str(app), name).help
            rows.append(f"| `python -m mitmachstadt {name.replace('_', '-')}` | {help_text} |")
    rows.append("| `python -m mitmachstadt secret` | Druckt ein neues SECRET_KEY. |")
    rows.append("| `python -m mitmachstadt migrate` | Bringt die Datenbank auf den Stand des Programms. |")
    return "# Befehle\n\n| Befehl | Zweck |\n|---|---|\n" + "\n".join(rows) + "\n"
