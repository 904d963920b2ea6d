"""QR codes for paper: they lead from a printed sheet back to its page, so that nobody has to type an address."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

import segno

QUIET = 4  # light squares around the code, as the standard asks


@lru_cache(maxsize=512)
def qr_svg(address: str, *, alone: bool = False) -> str:
    """The code of an address as SVG for a page, or `alone` as a file of its own.

    The mask is given, because trying all eight costs three times as much and every reader takes any of them.
    """
    code = segno.make(address, error="m", boost_error=False, micro=False, mask=2)
    options: dict[str, Any] = {
        "border": QUIET,
        "omitsize": True,
        "svgclass": None,
        "lineclass": None,
        "light": "#fff",
    }
    if not alone:
        return str(code.svg_inline(**options))
    file = BytesIO()
    code.save(file, kind="svg", xmldecl=False, nl=False, **options)
    return file.getvalue().decode("utf-8")
