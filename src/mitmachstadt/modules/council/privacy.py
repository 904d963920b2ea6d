"""Meetings and agendas name bodies, not persons."""

from mitmachstadt.spine.privacy.registry import register

register.not_personal(
    "council.AgendaItem", "What a public body decided and why.", "exception_reason", "result"
)
