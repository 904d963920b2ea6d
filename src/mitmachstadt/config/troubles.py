"""Why something outside the program does not answer, as a German sentence that says what to do; no password stands in it."""

from __future__ import annotations

import errno
import re
import smtplib
import socket
import ssl
from typing import Any

# The client's words before a connection stands; a German PostgreSQL says the same in German.
DATABASE_WORDS = (
    (
        r"password authentication|Passwort-Authentifizierung|no password supplied",
        "Nutzer oder Passwort stimmen nicht. Sonderzeichen stehen in der Adresse als %40 (für @) und so weiter.",
    ),
    (r"role .* does not exist|Rolle .* existiert nicht", "Diesen Nutzer gibt es dort nicht."),
    (r"does not exist|existiert nicht", "Eine Datenbank dieses Namens gibt es dort nicht."),
    (r"pg_hba|no encryption", "Der Dienst lässt diesen Rechner nicht zu (pg_hba.conf)."),
    (
        r"refused|No such file|verweigert",
        "Dort läuft kein Dienst, oder er hat einen anderen Anschluss (Port).",
    ),
    (r"resolve|translate host", "Diesen Rechner kennt das Netz nicht."),
    (r"timeout|timed out|unreachable", "Der Rechner antwortet nicht."),
    (
        r"too many|remaining connection",
        "Alle Verbindungen sind vergeben; max_connections oder pool_size prüfen.",
    ),
    (r"starting up|shutting down|startet gerade", "Der Dienst startet gerade oder fährt herunter."),
    (r"certificate|SSL", "Die verschlüsselte Verbindung kommt nicht zustande (sslmode)."),
    (r"disk is full|No space left|disk I/O", "Die Platte ist voll oder nimmt nichts an."),
    (r"unable to open", "Die Datei lässt sich nicht öffnen; DATA_DIR und Rechte prüfen."),
)


def of_database(error: BaseException) -> str:
    """The reason in a message of libpq or SQLite."""
    text = str(error)
    for pattern, sentence in DATABASE_WORDS:
        if re.search(pattern, text, re.IGNORECASE):
            return sentence
    return f"{type(error).__name__}: Adresse und Dienst prüfen."


def database() -> str:
    """Why the database can not be reached, asked anew beside the pool, which keeps the reason to itself; empty when it can."""
    from django.db import connection

    try:
        if connection.vendor == "postgresql":
            import psycopg

            parameters: dict[str, Any] = connection.get_connection_params()
            psycopg.connect(**parameters).close()
        else:
            connection.ensure_connection()
    except Exception as error:
        return f"Die Datenbank aus DATABASE_URL antwortet nicht. {of_database(error)}"
    return ""


def of_mail(error: BaseException) -> str:
    """What to change in MAIL_URL."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "Der Mailserver nimmt Nutzer oder Passwort aus MAIL_URL nicht an."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        if "STARTTLS" in str(error):
            return "Der Mailserver kann kein STARTTLS: in MAIL_URL ohne `?tls=1`, oder smtps://…:465."
        return "Der Mailserver erlaubt hier keine Anmeldung; meist fehlt in MAIL_URL `?tls=1`."
    if isinstance(error, smtplib.SMTPServerDisconnected | TimeoutError):
        return "Der Mailserver antwortet nicht in zehn Sekunden: Name und Port in MAIL_URL und die Firewall prüfen."
    return f"{of_network(error)} MAIL_URL prüfen."


def of_cache(error: BaseException) -> str:
    """Why the shared cache does not take or give anything."""
    text = str(error)
    if type(error).__name__ in {
        "AuthenticationError",
        "AuthenticationWrongNumberOfArgsError",
        "NoPermissionError",
    } or ("NOAUTH" in text or "HELLO must be called" in text):
        return "Das Passwort fehlt oder stimmt nicht; Sonderzeichen stehen in der Adresse als %40 (für @) und so weiter."
    inner = error.__cause__ or error.__context__
    if isinstance(inner, FileNotFoundError):
        return "Eine Datei fehlt (Zertifikat oder Anschluss)."
    if isinstance(inner, ConnectionResetError):
        return "Der Dienst bricht die Verbindung ab; erwartet er TLS (rediss://)?"
    return of_network(inner or error)


def of_bucket(error: BaseException) -> str:
    """What the client of the object storage met on the line, below its own words; empty when it is not the line."""
    inner: object = error
    while isinstance(inner, BaseException):
        if isinstance(inner, ssl.SSLError | socket.gaierror | ConnectionRefusedError | TimeoutError):
            return f"{of_network(inner)} S3_URL prüfen."
        inner = getattr(inner, "kwargs", {}).get("error") or inner.__cause__ or inner.__context__
    return ""


def of_network(error: BaseException) -> str:
    """A failed connection in plain words; else the kind of error."""
    if isinstance(error, socket.gaierror):
        return "Diesen Rechner kennt das Netz nicht."
    if isinstance(error, ConnectionRefusedError):
        return "Dort läuft kein Dienst, oder er hat einen anderen Port."
    if isinstance(error, TimeoutError):
        return "Der Rechner antwortet nicht."
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = getattr(error, "verify_message", "") or "ohne Angabe"
        return (
            f"Dem Zertifikat wird nicht vertraut ({reason}); eine eigene Zertifizierungsstelle"
            " nach /usr/local/share/ca-certificates legen und `update-ca-certificates` ausführen."
        )
    if isinstance(error, ssl.SSLError):
        return "Der Dienst spricht auf diesem Port kein TLS."
    return f"{type(error).__name__}."


def of_files(error: OSError) -> str:
    """Why a file can not be written or read; empty when it is neither rights, place nor space."""
    place = f"{error.filename}: " if error.filename else ""
    if error.errno == errno.ENOTDIR:
        return f"{place}Auf dem Weg dorthin liegt eine Datei, wo ein Ordner sein muss; DATA_DIR prüfen."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{place}Zugriff verweigert. Läuft der Befehl als Nutzer der Plattform, gehört ihm DATA_DIR?"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"{place}Die Platte ist voll."
    return ""


def of_command(error: BaseException) -> str:
    """Why a command ended, when the reason lies outside the program; empty when it does not."""
    from django.db.utils import InterfaceError, OperationalError

    if isinstance(error, OperationalError | InterfaceError):
        return database()
    return of_files(error) if isinstance(error, OSError) else ""
