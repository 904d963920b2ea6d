"""How allauth fits into the house: mails go through the outbox, links carry the platform's own address."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from mitmachstadt.spine.accounts import brakes
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.queries import second_steps_to_mend
from mitmachstadt.spine.accounts.rules import needs_second_factor
from mitmachstadt.spine.accounts.sealing import seal, unseal
from mitmachstadt.spine.moderation.limits import client_address, fingerprint
from mitmachstadt.spine.notify.actions import queue_mail
from mitmachstadt.spine.trusted import system_bundle

log = logging.getLogger(__name__)

# allauth's mails that have words of our own; every other one is taken over as allauth writes it.
OWN_MAILS = {
    "account/email/email_confirmation_signup": "account_confirm",
    "account/email/email_confirmation": "account_confirm",
    "account/email/password_reset_key": "account_password",
    "account/email/unknown_account": "account_unknown",
    "account/email/account_already_exists": "account_exists",
    "account/email/login_code": "account_code",
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
        if settings.OIDC:
            words["link_url"] = settings.BASE_URL + reverse("socialaccount_connections")
            words["link_name"] = settings.OIDC["name"]
        if own:
            queue_mail(email, own, words, language=language)
            return
        written = self.render_mail(template_prefix, email, {**words, "current_site": CurrentSite()})
        plain = {"subject": written.subject, "body": written.body}
        queue_mail(email, "account_plain", plain, language=language)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tells the owner, and takes as long as a new account would, so that no clock tells strangers who has one."""
        make_password("just as long")
        super().send_account_already_exists_mail(email)

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

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords count for the account at one address, so that a stranger brakes only the own address."""
        return brakes.key(request, str(credentials.get("email", "")))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Asks the brakes before a password is looked at."""
        if brakes.held_back(request, str(credentials.get("email", ""))):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """A new password by mail proves who it is: old wrong tries count no longer."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        brakes.forget(str(credentials.get("email", "")))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts a wrong password for the account as a whole, and notes it under a name that only we can compare."""
        email = str(credentials.get("email", ""))
        brakes.count_failure(request, email)
        log.warning("sign-in failed: account %s", fingerprint(email.strip().lower()))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Names the platform in authenticator apps, seals their secrets, and keeps staff from losing the last second step."""

    def _get_site_name(self) -> str:
        return CurrentSite.name

    def encrypt(self, text: str) -> str:
        """Secrets of code apps and recovery codes, before they are stored.

        While an update waits for `reseal-second-steps`, the program of before may still answer, and it knows no seal: it
        would refuse such a code app and print recovery codes that never count. Until then they are kept as it keeps them.
        """
        return text if second_steps_to_mend()[1] else seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The same when a code is checked."""
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one of somebody who needs one stays; another one has to be there first."""
        user = authenticator.user
        if not settings.STAFF_SECOND_FACTOR or not isinstance(user, User) or not needs_second_factor(user):
            return True
        others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


class CitizenAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Accounts of BundID and the like: linked by their owner, never by an equal e-mail address."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Lets an answer of the provider in only when it belongs to the question that this browser asked."""
        asked = sociallogin.state.get("nonce")
        if not asked or asked != getattr(sociallogin, "nonce", None):
            raise PermissionDenied("nonce")
        request.citizen_login = sociallogin  # type: ignore[attr-defined]

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """The address for mails, and no name."""
        user: User = sociallogin.user
        user.email = str(data.get("email") or "").lower()
        return user

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Never: an address proves nothing about who opened the account here."""
        return False

    def get_requests_session(self) -> Any:
        """Trusts whom this machine trusts: the broker often has a certificate of the town's own authority."""
        session = super().get_requests_session()
        session.verify = system_bundle() or True
        return session

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to where the proof is shown."""
        return reverse("accounts:proofs")


class CurrentSite:
    """What allauth's texts call the site."""

    name = f"{settings.TOWN['platform']} {settings.TOWN['name']}"
    domain = settings.BASE_URL.partition("://")[2]
