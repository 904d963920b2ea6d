"""How allauth fits into the house: who may sign up, and where people land."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Mails go through the platform's own outbox, so that a slow mail server never holds a page."""
