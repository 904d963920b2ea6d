"""Pages of the documentation that are printed from the code itself."""

from __future__ import annotations

from django.core.management import get_commands, load_command_class

from mitmachstadt.config import demo, env
from mitmachstadt.config.rights_page import rights_page
from mitmachstadt.spine.opendata.datasets import registry
from mitmachstadt.spine.opendata.documentation import write_documentation
from mitmachstadt.spine.privacy import record


def generated() -> dict[str, str]:
    """Text by file name below `docs/`."""
    return {
        "einstellungen.md": settings_page(),
        "befehle.md": commands_page(),
        "daten.md": write_documentation(registry),
        "rechte.md": rights_page(),
        "verzeichnis.md": record.markdown(),
    }


def settings_page() -> str:
    """All environment variables as a table."""
    rows = [
        f"| `{v.name}` | {v.kind} | {f'`{v.default}`' if v.default else 'leer'} | {v.help} |"
        for v in env.VARIABLES
    ]
    return (
        "# Einstellungen\n\nAlle Einstellungen kommen aus der Umgebung und werden beim Start geprüft. Liegt im Arbeitsordner\n"
        "eine Datei `.env`, gelten deren Zeilen mit, es sei denn, `MITMACHSTADT_MODE` steht schon in der Umgebung;\n"
        "was in der Umgebung steht, geht vor. Statt jedes Namens geht auch `NAME_FILE` mit dem Pfad einer Datei, deren Inhalt\n"
        "gilt: So übergeben ein Tresor (Vault-Agent), `LoadCredential=` von systemd oder ein Container Geheimnisse.\n\n"
        "| Name | Art | Vorgabe | Bedeutung |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def commands() -> dict[str, str]:
    """The platform's own words with what they do."""
    own = {
        name.replace("_", "-"): str(load_command_class(str(app), name).help)
        for name, app in sorted(get_commands().items())
        if str(app).startswith("mitmachstadt")
    }
    return {
        **own,
        "demo": demo.HELP,
        "secret": "Druckt ein neues SECRET_KEY.",
        "make-push-keys": "Druckt einen neuen Schlüssel für Nachrichten auf Geräte.",
        "make-sign-on-key": "Druckt einen neuen Schlüssel für die Anmeldung anderer Dienste.",
    }


def commands_page() -> str:
    """The platform's own commands with their help."""
    rows = [f"| `python -m mitmachstadt {name}` | {told} |" for name, told in commands().items()]
    return "# Befehle\n\n| Befehl | Zweck |\n|---|---|\n" + "\n".join(rows) + "\n"
