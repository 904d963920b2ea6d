"""Where uploads lie: a folder, or a bucket behind the S3 API; read from one address like database and mail."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from mitmachstadt.spine.trusted import system_bundle

FORM = (
    "S3_URL hat die Form s3://schluessel:geheimnis@rechner:port/eimer?region=eu-central-1 (&tls=0 ohne TLS)."
)


def problems(url: str) -> list[str]:
    """Why this address can not be used (German sentences, never with the secret in them)."""
    if not url:
        return []
    parts = urlsplit(url)
    try:
        complete = parts.hostname and parts.username and parts.password and parts.path.strip("/")
        parts.port  # noqa: B018  (reading it is the check)
    except ValueError:
        complete = ""
    return [] if parts.scheme == "s3" and complete else [FORM]


def backend(url: str) -> dict[str, Any]:
    """Django's STORAGES entry for the uploads."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    bucket, _, prefix = parts.path.strip("/").partition("/")
    scheme = "http" if query.get("tls") == "0" else "https"
    port = f":{parts.port}" if parts.port else ""
    return {
        "BACKEND": "mitmachstadt.config.bucket.Bucket",
        "OPTIONS": {
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "endpoint_url": f"{scheme}://{parts.hostname}{port}",
            # The library's own list does not know an authority that the town runs itself.
            "verify": system_bundle(),
            "region_name": query.get("region", "us-east-1"),
            "bucket_name": bucket,
            "location": prefix,
            "addressing_style": "path",
            "signature_version": "s3v4",
            # The bucket stays closed; the platform itself hands out what a person may see.
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
