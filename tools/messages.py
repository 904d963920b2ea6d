"""`make messages`: extracts every translatable string into each app's German catalogue.

`--check` changes nothing and fails on a difference; names of apps narrow it.

Obsolete entries are dropped, fuzzy guesses never made, and source lines left out, so that a catalogue changes only when words do.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "mitmachstadt"
KEYWORDS = (
    "gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3",
    "pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3", "_", "_t",
)  # fmt: skip


def apps() -> list[Path]:
    """Folders that hold a catalogue of their own."""
    found = [
        path
        for path in [*(SOURCE / "spine").iterdir(), *(SOURCE / "modules").iterdir()]
        if (path / "__init__.py").is_file()
    ]
    wanted = {word for word in sys.argv[1:] if not word.startswith("-")}
    return sorted(app for app in found if not wanted or app.name in wanted)


def template_as_python(path: Path, folder: Path) -> Path:
    """Django's own conversion of a template into something xgettext reads."""
    from django.utils.translation import templatize

    target = folder / (str(path.relative_to(SOURCE)).replace("/", "__") + ".py")
    target.write_text(templatize(path.read_text("utf-8"), origin=str(path)), "utf-8")
    return target


def extract(app: Path) -> polib.POFile:
    """All message ids of one app, in order of file and line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [
            p for p in sorted(app.rglob("*.py")) if "tests" not in p.parts and "migrations" not in p.parts
        ]
        templates = sorted([*app.rglob("templates/**/*.html"), *app.rglob("templates/**/*.txt")])
        inputs = [*map(str, files), *(str(template_as_python(p, folder)) for p in templates)]
        target = folder / "out.po"
        target.write_text("", "utf-8")
        if inputs:
            command = [
                "xgettext",
                "-L",
                "Python",
                "--from-code=UTF-8",
                "--no-location",
                "-o",
                str(target),
                "-k",
            ]
            command += [f"--keyword={word}" for word in KEYWORDS]
            command += ["--keyword=gettext", "--keyword=ngettext:1,2"]
            subprocess.run([*command, *inputs], check=True, capture_output=True)
        return polib.pofile(str(target)) if target.stat().st_size else polib.POFile()


def merged(app: Path) -> polib.POFile:
    """The extracted ids with the translations that stand in the catalogue."""
    path = catalogue(app)
    old = polib.pofile(str(path)) if path.is_file() and path.stat().st_size else polib.POFile()
    known = {(e.msgctxt, e.msgid): e for e in old}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Language": "de",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for entry in extract(app):
        before = known.get((entry.msgctxt, entry.msgid))
        kept = polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, msgid_plural=entry.msgid_plural)
        kept.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        if before is not None:
            kept.msgstr, kept.msgstr_plural = before.msgstr, before.msgstr_plural
        if entry.msgid_plural and not kept.msgstr_plural:
            kept.msgstr_plural = {0: "", 1: ""}
        new.append(kept)
    return new


def catalogue(app: Path) -> Path:
    """Where the app's German lives."""
    return app / "locale" / "de" / "LC_MESSAGES" / "django.po"


def problems() -> list[str]:
    """Differences between code and catalogues, and what is not translated (sentences)."""
    found = []
    for app in apps():
        new = merged(app)
        path = catalogue(app)
        stored = path.read_text("utf-8") if path.is_file() else ""
        if len(new) and str(new).strip() != stored.strip():
            found.append(f"{app.name}: Katalog ist nicht auf dem Stand des Codes (make messages).")
        empty = [e.msgid for e in new if not (e.msgstr or all((e.msgstr_plural or {"": ""}).values()))]
        if empty:
            found.append(f"{app.name}: {len(empty)} ohne Übersetzung, zum Beispiel „{empty[0][:60]}“.")
    return found


def setup() -> None:
    """Django is needed for reading templates."""
    import os

    os.environ.setdefault("MITMACHSTADT_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitmachstadt.config.settings")
    import django

    django.setup()


if __name__ == "__main__":
    setup()
    if "--check" not in sys.argv:
        for app in apps():
            new = merged(app)
            if len(new):
                catalogue(app).parent.mkdir(parents=True, exist_ok=True)
                catalogue(app).write_text(str(new).strip() + "\n", "utf-8")
                polib.pofile(str(catalogue(app))).save_as_mofile(str(catalogue(app).with_suffix(".mo")))
    wrong = problems()
    print("\n".join(wrong) or "Alle Kataloge vollständig.")
    raise SystemExit(1 if wrong else 0)
