"""What an installation is given before it is read: the environment, the lines of a file below it, and secrets in files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from mitmachstadt.config import env


def gather(environ: Mapping[str, str], file: Path) -> dict[str, str]:
    """The environment, and below it the lines of `file` (`.env` in the working directory) if there is one.

    A mode given from outside keeps the file out: `make demo` and the tests must never meet a real town's database.
    """
    if "MITMACHSTADT_MODE" in environ or not file.is_file():
        return with_files(environ)
    return with_files({**{name: value or "" for name, value in dotenv_values(file).items()}, **environ})


def with_files(given: Mapping[str, str]) -> dict[str, str]:
    """`given`, and behind each `NAME_FILE` of a variable that it lacks the content of that file: so a vault, systemd or a
    container hands over secrets without writing them into an environment.

    Raises:
        ConfigError: one of the files can not be read.
    """
    read = dict(given)
    for variable in env.VARIABLES:
        path = given.get(f"{variable.name}_FILE", "").strip()
        if path and not given.get(variable.name):
            try:
                read[variable.name] = Path(path).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise env.ConfigError(
                    f"{variable.name}_FILE: {path} lässt sich nicht lesen ({type(error).__name__})."
                ) from None
    return read
