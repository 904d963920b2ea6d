"""Addresses of uploads for templates."""

from __future__ import annotations

from django import template

from mitmachstadt.spine.files import queries
from mitmachstadt.spine.files.models import Upload

register = template.Library()


@register.filter
def file_address(upload: Upload, width: int | None = None) -> str:
    """`{{ upload|file_address:800 }}`."""
    return queries.address(upload, width)


@register.filter
def file_srcset(upload: Upload) -> str:
    """`{{ upload|file_srcset }}`."""
    return queries.srcset(upload)


@register.filter
def file_preview(upload: Upload) -> str:
    """`{{ upload|file_preview }}`: open for an hour to whoever holds the link."""
    return queries.preview_address(upload)
