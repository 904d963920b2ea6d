"""Uploads in a bucket whose own addresses nobody is ever given."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class Bucket(S3Storage):  # type: ignore[misc]
    """A bucket behind the S3 API; pages link to the platform, which knows who may see what."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """The platform's own address of a file, as with a folder."""
        return str(settings.MEDIA_URL) + str(filepath_to_uri(name)).lstrip("/")
