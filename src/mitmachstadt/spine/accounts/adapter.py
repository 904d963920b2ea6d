"""How allauth fits into the house: mails go through the outbox, links carry the platform's own address."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from mitmachstadt.spine.moderation.limits import client_address
from mitmachstadt.spine.notify.actions import queue_mail

# allauth's mails that have words of our own; every other one is taken over as allauth writes it.
OWN_MAILS = {
    "account/email/email_confirmation_signup": "account_confirm",
    "account/email/email_confirmation": "account_confirm",
    "account/email/password_reset_key": "account_password",
    "account/email/unknown_account": "account_unknown",
    "account/email/account_already_exists": "account_exists",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mails go through the platform's own outbox, so that a slow mail server never holds a page."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queues one of allauth's mails; nothing is sent while a person waits for the page."""
        language = get_language() or settings.LANGUAGE_CODE
        own = OWN_MAILS.get(template_prefix)
        words = {**context, "email": email, "login_url": settings.BASE_URL + reverse("account_login")}
        words["signup_url"] = settings.BASE_URL + reverse("account_signup")
        words["reset_url"] = settings.BASE_URL + reverse("account_reset_password")
        if own:
            queue_mail(email, own, words, language=language)
            return
        written = self.render_mail(template_prefix, email, {**words, "current_site": CurrentSite()})
        plain = {"subject": written.subject, "body": written.body}
        queue_mail(email, "account_plain", plain, language=language)

    def format_email_subject(self, subject: str) -> str:
        """Without a prefix: the sender's name says who writes."""
        return subject

    def get_email_confirmation_url(self, request: HttpRequest | None, emailconfirmation: Any) -> str:
        """From the platform's own address, never from what the request claims to have called."""
        return settings.BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """From the platform's own address, never from what the request claims to have called."""
        uid, _, rest = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": rest})
        return settings.BASE_URL + path

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address behind our own proxies, for the rate limits."""
        return client_address(request)


class CurrentSite:
    """What allauth's texts call the site."""

    name = f"{settings.TOWN['platform']} {settings.TOWN['name']}"
    domain = settings.BASE_URL.partition("://")[2]
