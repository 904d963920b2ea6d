"""Turns a template into a letter: one-line subject, plain text, and HTML in the town's look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.template import Context, TemplateDoesNotExist, engines
from django.template.backends.django import DjangoTemplates
from django.utils.translation import override


@dataclass(frozen=True)
class Letter:
    """A rendered mail; `subject` is one line of at most 300 characters."""

    subject: str
    text: str
    html: str


def write(template: str, context: Mapping[str, Any], language: str, unsubscribe_url: str = "") -> Letter:
    """The letter of `mails/<template>` in `language`; without an .html template the text gets the town's
    frame.

    Plain parts are rendered without HTML escaping, whatever the template says.

    Raises:
        TemplateDoesNotExist: when subject or text is missing.
    """
    values = {
        "town": settings.TOWN,
        "base_url": settings.BASE_URL,
        "LANGUAGE_CODE": language,
        "unsubscribe_url": unsubscribe_url,
        **context,
    }
    with override(language):
        subject = " ".join(render(f"mails/{template}.subject.txt", values, escape=False).split())[:300]
        text = tidy(render(f"mails/{template}.txt", values, escape=False))
        try:
            html = render(f"mails/{template}.html", values, escape=True)
        except TemplateDoesNotExist as error:
            if str(error) != f"mails/{template}.html":
                raise
            body = text.split("\n-- \n")[0]
            html = render("mails/from_text.html", {**values, "plain": body}, escape=True)
    return Letter(subject, text, html)


def render(name: str, values: Mapping[str, Any], *, escape: bool) -> str:
    """The template's text; `escape` decides whether values are made safe for HTML."""
    engine = cast(DjangoTemplates, engines["django"]).engine
    return engine.get_template(name).render(Context(dict(values), autoescape=escape))


def tidy(text: str) -> str:
    """No spaces at line ends (but the mark of a signature), at most one empty line in a row, one line end
    at the end."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        plain = line if line == "-- " else line.rstrip()
        if plain or (lines and lines[-1]):
            lines.append(plain)
    return "\n".join(lines) + "\n"
