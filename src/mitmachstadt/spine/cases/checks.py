"""Stops the start when a kind of case contradicts itself or names a template that is not there."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from mitmachstadt.spine.cases import registry


def templates_of(kind: registry.CaseKind) -> list[str]:
    """All templates a kind needs, those of mails with subject and text (the look is made from the text)."""
    mails = {kind.received_mail, kind.confirm_mail, *(step.mail for step in kind.transitions)} - {""}
    parts = [f"mails/{name}.{part}" for name in sorted(mails) for part in ("subject.txt", "txt")]
    return [kind.desk_template, kind.public_template, *parts]


@register()
def check_kinds(app_configs: object = None, **kwargs: Any) -> list[CheckMessage]:
    """One error per fault of a registered kind."""
    messages: list[CheckMessage] = []
    known = registry.kinds()
    for kind in known:
        messages += [
            Error(f"Case kind {kind.key}: {fault}.", id="cases.E001")
            for fault in registry.faults(kind, known)
        ]
        for name in templates_of(kind):
            try:
                get_template(name)
            except TemplateDoesNotExist:
                messages.append(Error(f"Case kind {kind.key}: template {name} is missing.", id="cases.E002"))
    return messages
