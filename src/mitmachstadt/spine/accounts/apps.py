"""Registers the app under its short label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "mitmachstadt.spine.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    log_kinds = {
        "proof": _("proof"),
        "letterbatch": _("batch of letters"),
        "registerlist": _("register list"),
    }
    log_words = {
        "proof.recorded": _("Proof recorded"),
        "proof.removed": _("Proof removed"),
        "letters.gathered": _("Letters gathered"),
        "letters.printed": _("Letters printed"),
        "letters.posted": _("Letters posted"),
        "register.loaded": _("Register loaded"),
        "role.assigned": _("Role given"),
        "role.revoked": _("Role taken away"),
        "second_factor.reset": _("Second step taken back"),
    }

    def ready(self) -> None:
        from mitmachstadt.spine.accounts import signals  # noqa: F401  (connects itself)
        from mitmachstadt.spine.accounts.proof_actions import COUNTER_ROLES
        from mitmachstadt.spine.accounts.proof_rules import take_part
        from mitmachstadt.spine.accounts.queries import RULE
        from mitmachstadt.spine.cases.desk import Area, add_area
        from mitmachstadt.spine.city.importing import register_rule_check

        register_rule_check(RULE, take_part)
        add_area(Area(_("Proofs"), "check", "/schreibtisch/nachweise/", COUNTER_ROLES))
