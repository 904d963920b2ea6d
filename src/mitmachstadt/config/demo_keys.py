"""Secrets that a demo makes for itself at its first start; knows no Django."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def kept_word(data_dir: Path, name: str, make: Callable[[], str]) -> str:
    """The word in the file of that name, made at the first start and readable for its owner alone."""
    file = data_dir / name
    if not file.is_file():
        data_dir.mkdir(parents=True, exist_ok=True)
        # Web server and worker may start in the same moment; the first name wins, whole from the start.
        draft = data_dir / f"{name}-{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(make(), "utf-8")
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text("utf-8").strip()
