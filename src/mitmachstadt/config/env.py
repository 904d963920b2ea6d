"""All settings that an operator gives through the environment, declared once, checked at start and printed in the docs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Variable:
    """One environment variable: `kind` is str, bool, int or list (comma separated); `help` is German, for the docs."""

    name: str
    kind: str
    default: str
    help: str


VARIABLES = (
    Variable(
        "MITMACHSTADT_MODE",
        "str",
        "production",
        "`production`, `demo` oder `test`. Ohne Angabe gilt der strenge Betrieb.",
    ),
    Variable(
        "SECRET_KEY",
        "str",
        "",
        "Geheimnis für Signaturen, mindestens 50 Zeichen. In der Demo selbst erzeugt.",
    ),
    Variable("HOSTS", "list", "", "Namen, unter denen der Server antwortet, durch Komma getrennt."),
    Variable(
        "BASE_URL", "str", "", "Öffentliche Adresse ohne Schrägstrich am Ende, für Links in Mails und Feeds."
    ),
    Variable(
        "DATABASE_URL",
        "str",
        "",
        "`postgres://nutzer:wort@rechner:5432/name`. Leer: SQLite in `DATA_DIR`.",
    ),
    Variable("DATA_DIR", "str", "var", "Ordner für SQLite, Uploads und das Geheimnis der Demo."),
    Variable("TOWN", "str", "castrop-rauxel", "Name des Ordners der Stadt in `TOWNS_DIR`."),
    Variable("TOWNS_DIR", "str", "towns", "Ordner mit den Städten."),
    Variable(
        "MAIL_URL",
        "str",
        "",
        "`smtp://nutzer:wort@rechner:587?tls=1`. Leer: Mails landen in `DATA_DIR/mails`.",
    ),
    Variable("MAIL_FROM", "str", "", "Absender der Mails. Leer: Adresse aus `town.toml`."),
    Variable("REDIS_URL", "str", "", "Gemeinsamer Zwischenspeicher für mehrere Server. Leer: im Speicher."),
    Variable(
        "MAP_TILES", "str", "", "Adresse eines Kachelstils für die Karte. Leer: eigene Karte ohne Kacheln."
    ),
    Variable("PROXY_HOPS", "int", "0", "Anzahl eigener Proxys davor, deren `X-Forwarded-*` gilt."),
    Variable("LOG_LEVEL", "str", "INFO", "`DEBUG`, `INFO`, `WARNING` oder `ERROR`."),
)


class ConfigError(Exception):
    """The environment can not be used; `str(error)` lists every reason in German, a line each."""


def read(environ: Mapping[str, str]) -> dict[str, str | bool | int | list[str]]:
    """Values by variable name, typed.

    Raises:
        ConfigError: with all unusable values at once.
    """
    values: dict[str, str | bool | int | list[str]] = {}
    wrong: list[str] = []
    for variable in VARIABLES:
        text = environ.get(variable.name, variable.default).strip()
        if variable.kind == "bool":
            values[variable.name] = text.lower() in {"1", "true", "yes", "ja"}
        elif variable.kind == "int":
            if text.lstrip("-").isdigit():
                values[variable.name] = int(text)
            else:
                wrong.append(f"{variable.name} muss eine ganze Zahl sein, nicht „{text}“.")
        elif variable.kind == "list":
            values[variable.name] = [part.strip() for part in text.split(",") if part.strip()]
        else:
            values[variable.name] = text
    mode = str(values.get("MITMACHSTADT_MODE"))
    if mode not in {"production", "demo", "test"}:
        wrong.append(f"MITMACHSTADT_MODE kennt production, demo und test, nicht „{mode}“.")
    if mode == "production":
        wrong += production_problems(values)
    if wrong:
        raise ConfigError("\n".join(wrong))
    return values


def production_problems(values: Mapping[str, object]) -> list[str]:
    """What must not be missing where real people sign in (German sentences)."""
    wrong = []
    secret = str(values["SECRET_KEY"])
    if not secret:
        wrong.append("SECRET_KEY fehlt. `python -m mitmachstadt secret` druckt ein neues.")
    elif secret.startswith("demo-"):
        wrong.append("SECRET_KEY stammt aus der Demo. `python -m mitmachstadt secret` druckt ein neues.")
    elif len(secret) < 50:
        wrong.append("SECRET_KEY ist kürzer als 50 Zeichen.")
    if not values["HOSTS"]:
        wrong.append("HOSTS fehlt, zum Beispiel `mitmachen.beispielstadt.de`.")
    if not str(values["BASE_URL"]).startswith("https://"):
        wrong.append("BASE_URL fehlt oder beginnt nicht mit https://.")
    return wrong


def database(url: str, sqlite_path: str) -> dict[str, object]:
    """Django's DATABASES entry for `url`; empty means SQLite at `sqlite_path`.

    SQLite runs in WAL mode with immediate transactions, so parallel writers queue up instead of failing.

    Raises:
        ConfigError: when the scheme is neither postgres nor sqlite.
    """
    if not url or url.startswith("sqlite:"):
        path = url.removeprefix("sqlite:///") if url else sqlite_path
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
                " PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;",
            },
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ConfigError(f"DATABASE_URL kennt postgres:// und sqlite:///, nicht „{parts.scheme}“.")
    options: dict[str, object] = dict(parse_qsl(parts.query))
    options["pool"] = {"min_size": 1, "max_size": int(str(options.pop("pool_size", 10)))}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def mail(url: str, data_dir: str) -> dict[str, object]:
    """Django's mail settings for `url`; empty writes each mail as a file below `data_dir`."""
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": f"{data_dir}/mails",
        }
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": query.get("tls") == "1",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }
