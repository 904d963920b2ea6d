"""All settings that an operator gives through the environment, declared once, checked at start and printed in the docs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from mitmachstadt.config import identity, object_storage, push_keys, shared_cache, sign_on_keys


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
    Variable(
        "SEALING_KEYS",
        "list",
        "",
        "Schlüssel, mit denen zweite Schritte (Code-Apps, Ersatzcodes) in der Datenbank verschlossen sind, je mindestens 50"
        " Zeichen, der neueste zuerst; die übrigen öffnen nur noch. Leer: aus `SECRET_KEY` abgeleitet."
        " Wechsel: [Betrieb](betrieb.md).",
    ),
    Variable("HOSTS", "list", "", "Namen, unter denen der Server antwortet, durch Komma getrennt."),
    Variable(
        "BASE_URL",
        "str",
        "",
        "Öffentliche Adresse ohne Schrägstrich am Ende, für Links in Mails und Feeds. In der Demo `http://localhost:PORT`.",
    ),
    Variable(
        "DATABASE_URL",
        "str",
        "",
        "`postgres://nutzer:wort@rechner:5432/name?pool_size=10`. Leer: SQLite in `DATA_DIR`.",
    ),
    Variable(
        "VIRUS_SCANNER",
        "str",
        "",
        "Virenscanner für Uploads (ClamAV): `clamd://rechner:3310` oder `clamd:///run/clamav/clamd.ctl`. Leer: keiner.",
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
    Variable(
        "REDIS_URL",
        "str",
        "",
        "Gemeinsamer Zwischenspeicher für mehrere Server: `rediss://:wort@rechner:6379/0` (mit TLS) oder `redis://…`."
        " Leer: im Speicher.",
    ),
    Variable(
        "MAP_TILES", "str", "", "Adresse eines Kachelstils für die Karte. Leer: eigene Karte ohne Kacheln."
    ),
    Variable("PROXY_HOPS", "int", "0", "Anzahl eigener Proxys davor, deren `X-Forwarded-*` gilt."),
    Variable("LOG_LEVEL", "str", "INFO", "`DEBUG`, `INFO`, `WARNING` oder `ERROR`."),
    Variable(
        "LOG_FORMAT", "str", "line", "`line` für Menschen, `json` für eine Sammelstelle von Protokollen."
    ),
    Variable(
        "METRICS_TOKEN",
        "str",
        "",
        "Geheimnis für `/metrics` (`Authorization: Bearer …`), mindestens 20 Zeichen. Leer: nur vom selben Rechner.",
    ),
    Variable(
        "S3_URL",
        "str",
        "",
        "`s3://schluessel:geheimnis@rechner:port/eimer?region=…`: Uploads im Objektspeicher. Leer: in `DATA_DIR/uploads`.",
    ),
    Variable(
        "BACKUP_PASSPHRASE",
        "str",
        "",
        "Kennwort, mit dem `backup` die Sicherung verschließt und `restore` sie öffnet, mindestens 20 Zeichen. Leer: offen.",
    ),
    Variable(
        "SECOND_FACTOR",
        "str",
        "",
        "`ja`: Wer für die Stadt arbeitet, braucht zum Anmelden einen zweiten Schritt. `nein` geht nur in der Demo."
        " Leer: im Betrieb ja, in der Demo nein.",
    ),
    Variable(
        "REGISTER_KEY",
        "str",
        "",
        "Schlüssel, mit dem das Bürgerbüro seine Hashliste bildet, mindestens 32 Zeichen. Leer: keine Hashliste.",
    ),
    Variable(
        "OIDC_ISSUER",
        "str",
        "",
        "Aussteller für die Anmeldung mit BundID oder Servicekonto, siehe [Anmeldung](anmeldung.md). Leer: aus.",
    ),
    Variable(
        "PUSH_PRIVATE_KEY",
        "str",
        "",
        "Schlüssel, mit dem die Stadt Benachrichtigungen auf Geräte unterschreibt; `python -m mitmachstadt make-push-keys`"
        " druckt einen. Leer: keine Benachrichtigungen auf Geräte. In der Demo selbst erzeugt.",
    ),
    Variable(
        "PUSH_ALLOW",
        "list",
        "",
        "Eigene Vermittler von Benachrichtigungen im internen Netz (`https://rechner:port`). Leer: nur öffentliche Adressen.",
    ),
    Variable(
        "COUNCIL_ALLOW",
        "list",
        "",
        "Ratsinformationssysteme im internen Netz (`https://rechner:port`). Leer: nur öffentliche Adressen.",
    ),
    Variable(
        "REPORTS_ALLOW",
        "list",
        "",
        "Systeme von Stellen im internen Netz, die Meldungen über GeoReport bekommen (`https://rechner:port`). Leer: nur"
        " öffentliche Adressen.",
    ),
    Variable(
        "SIGN_ON_KEYS",
        "list",
        "",
        "Schlüssel, mit denen die Stadt anderen Diensten (CONSUL, VHS, Bücherei) die Anmeldung bestätigt, der unterschreibende"
        " zuerst; `python -m mitmachstadt make-sign-on-key` druckt einen. Leer: kein Dienst meldet sich hier an. In der Demo"
        " selbst erzeugt. Wechsel: [Anmeldung](anmeldung.md).",
    ),
    Variable("OIDC_NAME", "str", "BundID", "Wie das Konto auf dem Knopf heißt."),
    Variable("OIDC_CLIENT_ID", "str", "", "Name dieser Plattform beim Aussteller."),
    Variable("OIDC_CLIENT_SECRET", "str", "", "Geheimnis dieser Plattform beim Aussteller."),
    Variable(
        "OIDC_SCOPE", "str", "email", "Weitere Angaben, um die gebeten wird, durch Leerzeichen getrennt."
    ),
    Variable("OIDC_ACR", "str", "", "Vertrauensniveau, um das gebeten wird (`acr_values`). Leer: keines."),
    Variable(
        "OIDC_LEVEL_CLAIM", "str", "acr", "Feld im Ausweis (ID-Token), in dem das Vertrauensniveau steht."
    ),
    Variable(
        "OIDC_LEVELS",
        "list",
        identity.KNOWN_LEVELS,
        "Was die Werte dieses Feldes bedeuten: `low`, `substantial` oder `high`. Unbekannte Werte gelten als keines.",
    ),
    Variable(
        "OIDC_PROOF_LEVEL",
        "str",
        "substantial",
        "Ab welchem Niveau Wohnsitz und Alter als nachgewiesen gelten.",
    ),
    Variable(
        "OIDC_RESIDENT_CLAIM",
        "str",
        "address.postal_code",
        "Feld, das zeigt, wer in der Stadt wohnt; Punkte führen in innere Felder.",
    ),
    Variable(
        "OIDC_RESIDENT_VALUES",
        "list",
        "",
        "Werte dieses Feldes, die für die Stadt stehen, zum Beispiel ihre Postleitzahlen. Leer: kein Nachweis darüber.",
    ),
    Variable(
        "OIDC_BIRTH_CLAIM", "str", "birthdate", "Feld mit dem Geburtstag (`JJJJ-MM-TT`). Leer: kein Alter."
    ),
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
    wrong += value_problems(values)
    if values["MITMACHSTADT_MODE"] == "production":
        wrong += production_problems(values)
    if wrong:
        raise ConfigError("\n".join(wrong))
    return values


def value_problems(values: Mapping[str, object]) -> list[str]:
    """What no installation can use, whatever its mode (German sentences)."""
    wrong = []
    if values["MITMACHSTADT_MODE"] not in {"production", "demo", "test"}:
        wrong.append(
            f"MITMACHSTADT_MODE kennt production, demo und test, nicht „{values['MITMACHSTADT_MODE']}“."
        )
    if str(values["LOG_LEVEL"]) not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        wrong.append(f"LOG_LEVEL kennt DEBUG, INFO, WARNING und ERROR, nicht „{values['LOG_LEVEL']}“.")
    if values.get("LOG_FORMAT", "line") not in {"line", "json"}:
        wrong.append(f"LOG_FORMAT kennt line und json, nicht „{values['LOG_FORMAT']}“.")
    if 0 < len(str(values.get("METRICS_TOKEN", ""))) < 20:
        wrong.append("METRICS_TOKEN ist kürzer als 20 Zeichen.")
    if 0 < len(str(values.get("BACKUP_PASSPHRASE", ""))) < 20:
        wrong.append("BACKUP_PASSPHRASE ist kürzer als 20 Zeichen.")
    wrong += object_storage.problems(str(values.get("S3_URL", "")))
    wrong += push_keys.problems(values)
    wrong += sign_on_keys.problems(values)
    if int(str(values.get("PROXY_HOPS", 0))) < 0:
        wrong.append("PROXY_HOPS zählt Proxys und kann nicht kleiner als 0 sein.")
    if str(values["BASE_URL"]).endswith("/"):
        wrong.append("BASE_URL endet ohne Schrägstrich.")
    wrong += shared_cache.problems(str(values["REDIS_URL"]))
    scanner = str(values.get("VIRUS_SCANNER", ""))
    if scanner and not re.fullmatch(r"clamd://([^/:@]+(:\d{1,5})?|/.+)", scanner):
        wrong.append("VIRUS_SCANNER hat die Form clamd://rechner:3310 oder clamd:///run/clamav/clamd.ctl.")
    tiles = str(values["MAP_TILES"])
    if tiles and not tiles.startswith(("https://", "/")):
        wrong.append("MAP_TILES beginnt mit https:// oder, auf dem eigenen Server, mit /.")
    if str(values.get("SECOND_FACTOR", "")) not in {"", "ja", "nein"}:
        wrong.append("SECOND_FACTOR kennt ja und nein.")
    if 0 < len(str(values.get("REGISTER_KEY", ""))) < 32:
        wrong.append("REGISTER_KEY ist kürzer als 32 Zeichen.")
    keys = values.get("SEALING_KEYS", [])
    if isinstance(keys, list) and any(len(key) < 50 for key in keys):
        wrong.append("SEALING_KEYS enthält einen Schlüssel mit weniger als 50 Zeichen.")
    if "OIDC_ISSUER" in values:
        wrong += identity.problems(values)
    for variable, parse in (("DATABASE_URL", database), ("MAIL_URL", mail)):
        try:
            parse(str(values[variable]), "")
        except ConfigError as error:
            wrong.append(str(error))
    return wrong


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
    hosts, base = values["HOSTS"], str(values["BASE_URL"])
    if not isinstance(hosts, list) or not hosts:
        wrong.append("HOSTS fehlt, zum Beispiel `mitmachen.beispielstadt.de`.")
    elif "*" in hosts:
        wrong.append("HOSTS darf nicht `*` sein: dann bestimmt ein Fremder, wohin Links in Mails zeigen.")
    if values.get("SECOND_FACTOR") == "nein":
        wrong.append(
            "SECOND_FACTOR=nein geht nur in der Demo: Wer für die Stadt arbeitet, braucht den zweiten Schritt."
        )
    if not base.startswith("https://"):
        wrong.append("BASE_URL fehlt oder beginnt nicht mit https://.")
    elif isinstance(hosts, list) and hosts and not answers(base, hosts):
        wrong.append("Der Name in BASE_URL steht nicht in HOSTS; Links in Mails gingen ins Leere.")
    return wrong


def answers(address: str, hosts: list[str]) -> bool:
    """True when `address` names one of `hosts`; `.town.de` stands for the town and all names below it."""
    name = urlsplit(address).hostname or ""
    return any(name == host or (host[:1] == "." and f".{name}".endswith(host)) for host in hosts)


def split(variable: str, url: str) -> SplitResult:
    """`url` in parts.

    Raises:
        ConfigError: when the port is no number; German, names `variable` and never the password.
    """
    parts = urlsplit(url)
    try:
        parts.port  # noqa: B018  (reading it is the check)
    except ValueError:
        raise ConfigError(f"{variable}: Der Port ist keine Zahl zwischen 0 und 65535.") from None
    return parts


def database(url: str, sqlite_path: str) -> dict[str, object]:
    """Django's DATABASES entry for `url`; empty means SQLite at `sqlite_path`.

    SQLite runs in WAL mode with immediate transactions, so parallel writers queue up instead of failing.

    Raises:
        ConfigError: when the scheme is neither postgres nor sqlite, or a number is none.
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
    parts = split("DATABASE_URL", url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ConfigError(f"DATABASE_URL kennt postgres:// und sqlite:///, nicht „{parts.scheme}“.")
    options: dict[str, object] = dict(parse_qsl(parts.query))
    pool_size = str(options.pop("pool_size", 10))
    if not pool_size.isdigit() or pool_size == "0":
        raise ConfigError("DATABASE_URL: pool_size ist eine Zahl ab 1.")
    # Nobody waits half a minute for a database that is away: five seconds, then the page says so.
    # And nobody waits for the growing pauses between tries when it is back: the pool gives up early and starts anew.
    options["pool"] = {"min_size": 1, "max_size": int(pool_size), "timeout": 5, "reconnect_timeout": 2}
    options.setdefault("connect_timeout", "5")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # A connection that broke while it lay in the pool is replaced before a visitor meets it.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def mail(url: str, data_dir: str) -> dict[str, object]:
    """Django's mail settings for `url`; empty writes each mail as a file below `data_dir`.

    Raises:
        ConfigError: when the scheme is neither smtp nor smtps, the server's name is missing or the port is no number.
    """
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": f"{data_dir}/mails",
        }
    parts = split("MAIL_URL", url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ConfigError("MAIL_URL hat die Form smtp://nutzer:wort@rechner:587?tls=1 oder smtps://…:465.")
    query = dict(parse_qsl(parts.query))
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": query.get("tls") == "1",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        # Unlocked by decision, not by oversight; the doctor asks.
        "MAIL_OPEN": query.get("tls") == "0",
    }
