"""Adds an app's addresses when the app has any."""

from importlib.util import find_spec

from django.urls import URLResolver, include, path


def optional(name: str) -> list[URLResolver]:
    """The `include` of `name`, or nothing when the app has no such file."""
    return [path("", include(name))] if find_spec(name) else []
