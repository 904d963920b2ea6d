"""Projects as texts that should exist in plain language."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.projects.models import Project
from mitmachstadt.spine.plain.registry import Row, Source, register, state_of


def rows() -> Iterator[Row]:
    """Every public project with the state of its plain text."""
    wanted = ("number", "title", "easy_text", "easy_text_version", "text_version")
    for project in Project.objects.public().only(*wanted):
        yield Row(
            title=f"{project.number} {project.title}",
            path=reverse("projects:desk-sheet", args=[project.number]) + "#leicht",
            state=state_of(project.easy_text, project.easy_text_outdated),
            text=project.easy_text,
        )


register(Source("project", _("Projects"), rows))
