"""What can be wrong with an installation, each as a German sentence that says what to do."""

from __future__ import annotations

import functools
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from mitmachstadt.config import shared_cache as redis_address
from mitmachstadt.config import troubles, upkeep


@dataclass(frozen=True)
class Finding:
    """One examined thing; `hint` says what to do when it is not good."""

    name: str
    good: bool
    hint: str = ""


def python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(f"Python {version}", sys.version_info >= (3, 11), "Nötig ist Python 3.11 oder neuer.")


def data_dir() -> Finding:
    probe = settings.DATA_DIR / ".schreibprobe"
    try:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        try:
            probe.write_text("x", "utf-8")
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        why = troubles.of_files(error) or f"{settings.DATA_DIR}: {error.strerror}. Rechte prüfen."
        return Finding("Datenordner beschreibbar", False, why)
    return Finding("Datenordner beschreibbar", True)


def free_space() -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR if settings.DATA_DIR.exists() else ".").free / 2**30
    return Finding(f"Freier Platz: {free:.1f} GiB", free > 1, "Unter 1 GiB frei; bitte Platz schaffen.")


def shared_cache() -> Finding:
    try:
        # A shared cache bears failures; asked this way it does not hide them.
        if ping := getattr(cache, "ping", None):
            ping()
        cache.set("doctor", 1, 10)
        good, why = cache.get("doctor") == 1, "Gelesen wurde anderes als geschrieben."
    except Exception as error:
        good, why = False, troubles.of_cache(error)
    return Finding("Zwischenspeicher antwortet", good, f"{why} REDIS_URL und Dienst prüfen.")


def database() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:
        why = troubles.database() or f"{type(error).__name__}: DATABASE_URL und Dienst prüfen."
        return Finding("Datenbank antwortet", False, why)
    return Finding(f"Datenbank antwortet ({connection.vendor})", True)


@functools.cache
def known_steps() -> frozenset[tuple[str, str]]:
    """The steps of the program as it was started: after `git pull` those of its successor lie on the disk beside them."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def missing_steps() -> int:
    """How many of them the database has not gone."""
    return len(known_steps() - MigrationRecorder(connection).applied_migrations().keys())


def migrations() -> Finding:
    waiting = missing_steps()
    return Finding(
        "Datenbank auf dem Stand des Programms",
        not waiting,
        f"{waiting} Schritte fehlen: `python -m mitmachstadt migrate`.",
    )


def front_end() -> Finding:
    return Finding(
        "Oberfläche gebaut",
        bool(finders.find("ui/app.css")) or (settings.STATIC_ROOT / "ui" / "app.css").exists(),
        "Es fehlt static/ui/app.css: `python tools/build.py` und `python -m mitmachstadt collectstatic`.",
    )


def town() -> Finding:
    count = apps.get_model("city", "District").objects.count()
    return Finding(
        f"Stadt {settings.TOWN['name']}: {count} Stadtteile",
        count > 0,
        "`python -m mitmachstadt import-town` ausführen.",
    )


def contact() -> Finding:
    """Whether people who write to the town reach somebody: example.org belongs to nobody."""
    named = settings.TOWN["contact"]
    empty = [key for key in ("email", "security") if "example.org" in str(named.get(key, ""))]
    return Finding(
        "Adressen der Stadt sind ihre eigenen",
        not empty or settings.MITMACHSTADT_DEMO,
        f"Platzhalter stehen in town.toml unter [contact]: {', '.join(empty)}. Impressum und Mails nennen sie.",
    )


def rules() -> Finding:
    present = apps.get_model("city", "RuleRecord").objects.filter(key="vorhabenliste").exists()
    return Finding("Regeln der Vorhabenliste", present, "`python -m mitmachstadt import-town` übernimmt sie.")


def mails() -> Finding:
    model = apps.get_model("notify", "Mail")
    late = model.objects.filter(
        sent_at__isnull=True, created_at__lt=timezone.now() - timedelta(hours=1)
    ).count()
    return Finding(
        "Mails gehen hinaus",
        late == 0,
        f"{late} Mails warten länger als eine Stunde: läuft `python -m mitmachstadt worker`, stimmt MAIL_URL?",
    )


def worker() -> Finding:
    from mitmachstadt.spine.work.heartbeat import alive

    return Finding(
        "Hintergrunddienst gibt Lebenszeichen",
        bool(alive()) or settings.MITMACHSTADT_DEMO,
        "Seit 90 Sekunden keines: läuft `python -m mitmachstadt worker`?",
    )


def uploads() -> Finding:
    """Writes, reads and removes a probe where uploads lie."""
    place = "Objektspeicher" if settings.S3_URL else "Ordner der Uploads"
    try:
        name = default_storage.save(".probe", ContentFile(b"x"))
        with default_storage.open(name) as probe:
            good = probe.read() == b"x"
        default_storage.delete(name)
    except Exception as error:
        why = troubles.of_files(error) if isinstance(error, OSError) else ""
        why = why or troubles.of_bucket(error)
        hint = why or f"{type(error).__name__}: S3_URL oder Rechte prüfen."
        return Finding(f"{place} beschreibbar", False, hint)
    return Finding(f"{place} beschreibbar", good, "Gelesen wurde anderes als geschrieben.")


def lines() -> Finding:
    """Whether what leaves this machine for the database and the mail server is locked, or left open by decision."""
    base = settings.DATABASES["default"]
    open_ones = []
    if not is_here(base.get("HOST", "")) and "sslmode" not in base["OPTIONS"]:
        open_ones.append("DATABASE_URL (`?sslmode=require`, besser `verify-full`)")
    locked = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL or getattr(settings, "MAIL_OPEN", False)
    if not is_here(settings.EMAIL_HOST) and not locked:
        open_ones.append("MAIL_URL (`?tls=1` oder `smtps://`)")
    if redis_address.is_open(settings.REDIS_URL, here=is_here(urlsplit(settings.REDIS_URL).hostname or "")):
        open_ones.append("REDIS_URL (`rediss://`)")
    return Finding(
        "Verbindungen zu anderen Rechnern sind verschlüsselt",
        not open_ones,
        f"{' und '.join(open_ones)}. Soll es offen bleiben: `sslmode=disable`, `tls=0` sagt, dass es so gewollt ist.",
    )


def cache_password() -> Finding:
    """Whether the shared cache asks for a password when other machines reach it: what lies there is unpacked unchecked."""
    store = urlsplit(settings.REDIS_URL)
    locked = bool(store.password) or is_here(store.hostname or "")
    return Finding(
        "Zwischenspeicher ist nicht für jeden im Netz offen",
        locked,
        "REDIS_URL ohne Passwort: dort `requirepass` setzen und `rediss://:PASSWORT@rechner:6379/0` eintragen.",
    )


def is_here(host: str) -> bool:
    """True for this machine itself: nothing leaves it."""
    return host in {"", "localhost", "::1"} or host.startswith(("127.", "/"))


def virus_scanner() -> Finding:
    """Whether the scanner that VIRUS_SCANNER names answers; without one there is nothing to mend."""
    from mitmachstadt.spine.files.scanner import ask

    if not settings.VIRUS_SCANNER:
        return Finding("Uploads ohne Virenscanner (VIRUS_SCANNER ist leer)", True)
    try:
        good = ask(b"PING") == "PONG"
    except OSError:
        good = False
    hint = "VIRUS_SCANNER und Dienst prüfen; bis dahin wird keine Datei angenommen."
    return Finding("Virenscanner antwortet", good, hint)


def mail_server() -> Finding:
    try:
        sender = get_connection()
        sender.open()
        sender.close()
    except Exception as error:
        return Finding("Mailserver antwortet", False, troubles.of_mail(error))
    return Finding("Mailserver antwortet", True)


def states() -> dict[str, str]:
    """For `/readyz`: what needs a hand though pages are served."""
    found = {"disk": free_space, "worker": worker, "mail": mails}
    if settings.REDIS_URL:
        found["cache"] = shared_cache
    return {name: "ok" if check().good else "attention" for name, check in found.items()}


def second_steps() -> Finding:
    """Whether the keys of the installation open what was sealed with earlier ones, and nothing lies there unsealed."""
    from mitmachstadt.spine.accounts.queries import second_steps_to_mend

    lost, unsealed = second_steps_to_mend()
    if unsealed and not lost:
        hint = f"{unsealed} liegen noch offen: `python -m mitmachstadt reseal-second-steps`."
        return Finding("Zweite Schritte sind verschlossen", False, hint)
    return Finding(
        "Zweite Schritte lassen sich prüfen",
        lost == 0,
        f"{lost} sind mit einem anderen Schlüssel verschlossen: den früheren in SEALING_KEYS eintragen.",
    )


def sample() -> Finding:
    present = apps.get_model("projects", "Project").objects.filter(sample=True).exists()
    bad = present and not settings.MITMACHSTADT_DEMO
    return Finding(
        "Keine Beispiel-Aktivität im echten Betrieb",
        not bad,
        "`python -m mitmachstadt remove-sample` entfernt sie.",
    )


def tables() -> Finding:
    why = upkeep.trouble()
    return Finding("Datenbank pflegt ihre Tabellen", not why, why)


BEFORE_DATABASE: tuple[Callable[[], Finding], ...] = (
    python,
    data_dir,
    free_space,
    front_end,
    shared_cache,
    uploads,
    virus_scanner,
    mail_server,
    lines,
    cache_password,
    contact,
)
WITH_DATABASE: tuple[Callable[[], Finding], ...] = (
    migrations,
    tables,
    town,
    rules,
    worker,
    mails,
    second_steps,
    sample,
)


def examine() -> list[Finding]:
    """All findings; what needs the database is left out while it does not answer or is not migrated."""
    found = [check() for check in BEFORE_DATABASE]
    found.append(database())
    if not found[-1].good:
        return found
    for check in WITH_DATABASE:
        found.append(check())
        if check is migrations and not found[-1].good:
            break
    return found
