"""Builds styles, scripts and translations from a checkout; an installed package does the same through hatch."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from build_steps import build_frontend, compile_translations

if __name__ == "__main__":
    build_frontend()
    compile_translations()
