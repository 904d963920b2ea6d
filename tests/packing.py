"""Files for browsers as an installation serves them, with only our own packed."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class OwnFilesPacked(CompressedManifestStaticFilesStorage):
    def compress_files(self, paths: Any) -> Any:
        return super().compress_files([path for path in paths if path.startswith("ui/")])
