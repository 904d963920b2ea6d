"""Small things that several pages of the list need."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404
from django.urls import NoReverseMatch, reverse

from mitmachstadt.modules.projects.models import Project
from mitmachstadt.modules.projects.queries.sheet import public_project


def project_or_404(number: str) -> Project:
    """The public project of this number; drafts and hidden ones are as unknown as invented numbers."""
    try:
        return public_project(number)
    except Project.DoesNotExist:
        raise Http404 from None


def optional_url(name: str, *args: object) -> str:
    """The address of a page that an installation may lack, or nothing."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def follow_address(kind: str, target: str) -> str:
    """The page where one follows a project, district or topic, or nothing where nobody can follow."""
    base = optional_url("notify:follow")
    return f"{base}?{urlencode({'art': kind, 'ziel': target})}" if base else ""


@cache
def town_focus() -> tuple[float, float]:
    """Longitude and latitude of the town's centre."""
    lon, lat = settings.TOWN["centre"]
    return float(lon), float(lat)
