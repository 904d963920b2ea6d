"""Whose certificates this machine trusts: libraries that carry a list of their own do not know the town's own authority."""

from __future__ import annotations

import ssl
from pathlib import Path

#: Where systems keep their list as one file: Debian and Ubuntu, then Fedora and its relatives.
PLACES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")


def system_bundle() -> str | None:
    """The file with everything this machine trusts, as `update-ca-certificates` writes it; none where there is no such file."""
    named = ssl.get_default_verify_paths().cafile
    return next((place for place in (named, *PLACES) if place and Path(place).is_file()), None)
