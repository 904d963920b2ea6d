"""Runs the build steps when the package is built or installed; nothing built is committed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

from build_steps import build_frontend, compile_translations


class Hook(BuildHookInterface[Any]):
    """Styles, scripts and translations are packed into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build_frontend()
        compile_translations()
