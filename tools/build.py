"""Builds styles, scripts and translations from a checkout; an installed package does the same through hatch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from build_steps import build_frontend, compile_translations

if __name__ == "__main__":
    try:
        build_frontend()
    except subprocess.CalledProcessError:
        raise SystemExit(
            "Die Oberfläche ließ sich nicht bauen; der Grund steht darüber. Geht der Rechner nur über einen Proxy ins Netz"
            " oder hat das Netz ein eigenes Zertifikat: docs/betrieb.md, Schritt 1."
        ) from None
    compile_translations()
