"""Registers the app, its place at the desk, and where codes and keys of the sign-in library are kept."""

from functools import lru_cache

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class SignOnConfig(AppConfig):
    name = "mitmachstadt.spine.signon"
    label = "signon"
    default_auto_field = "django.db.models.BigAutoField"
    log_kinds = {"client": _("service with single sign-on")}
    log_words = {
        "service.registered": _("Service registered"),
        "service.changed": _("Service changed"),
        "service.secret_renewed": _("Secret renewed"),
        "service.ended": _("Service ended"),
        "service.released": _("Released to a service"),
        "service.taken_back": _("Release taken back"),
    }

    def ready(self) -> None:
        from allauth.core.internal import jwkkit
        from allauth.idp.oidc.internal.oauthlib import authorization_codes

        from mitmachstadt.spine.accounts.models import Role
        from mitmachstadt.spine.cases.desk import Area, add_area
        from mitmachstadt.spine.signon import signals  # noqa: F401  (connects itself)
        from mitmachstadt.spine.signon.codes import store

        # The library asks a cache, which each process of a small installation has for itself.
        authorization_codes.cache = store
        # It reads the key anew for each sign-in, and a key that is read is tried out: more work than all the rest.
        jwkkit.load_pem = lru_cache(8)(jwkkit.load_pem)
        if settings.SIGN_ON:
            add_area(Area(_("Sign-in services"), "key", "/schreibtisch/anmeldedienste/", (Role.OPERATOR,)))
