"""Projects as texts that should exist in plain language."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.projects.models import Project
from mitmachstadt.spine.plain.registry import Row, Source, register, state


def texts() -> Any:
    """Every public project."""
    outdated = Q(version_then__lt=F("text_version"))
    return Project.objects.public().annotate(
        version_then=Coalesce("easy_text_version", 0),
        plain_title=Concat("number", Value(" "), "title", output_field=CharField()),
        plain_state=state("easy_text", outdated),
    )


def row(project: Project) -> Row:
    """One project at the desk."""
    path = reverse("projects:desk-sheet", args=[project.number]) + "#leicht"
    return Row(title=f"{project.number} {project.title}", path=path, text=project.easy_text)


register(Source("project", _("Projects"), texts, row))
