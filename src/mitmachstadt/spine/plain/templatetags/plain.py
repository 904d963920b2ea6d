"""What the checker asks about a text, beside the field in which it is written."""

from __future__ import annotations

from typing import Any

from django import template

from mitmachstadt.spine.plain.desk import as_text, told

register = template.Library()


@register.inclusion_tag("plain/findings.html")
def plain_findings(text: str, field: str = "") -> dict[str, Any]:
    """Findings of the stored text; with `field` (an element's id) the list follows what is typed."""
    return {"findings": told(as_text(text or "")), "field": field, "asked": bool(text)}
