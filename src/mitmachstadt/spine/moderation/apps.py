"""Registers the app under its short label, its kinds of case, and where it listens to cases."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ModerationConfig(AppConfig):
    name = "mitmachstadt.spine.moderation"
    label = "moderation"
    default_auto_field = "django.db.models.BigAutoField"
    log_kinds = {"batch": _("bulk step of moderation")}
    log_words = {
        "moderation.block": _("Account blocked"),
    }

    def ready(self) -> None:
        from mitmachstadt.spine.accounts.models import Role
        from mitmachstadt.spine.cases import hooks
        from mitmachstadt.spine.cases.desk import Area, add_area
        from mitmachstadt.spine.city.importing import register_rule_check
        from mitmachstadt.spine.moderation import authors, cases, hiding, points
        from mitmachstadt.spine.moderation.bursts import town
        from mitmachstadt.spine.moderation.bursts.rules import parse_burst_rules
        from mitmachstadt.spine.opendata.sitemap import register_pages

        cases.register_kinds()
        register_rule_check(town.RULES, parse_burst_rules)
        hooks.opening_gates.append(authors.problems_with_author)
        hooks.opened.append(points.judge_case)
        hooks.step_gates.append(points.problems_with_step)
        hooks.hidden.append(hiding.remember)
        hooks.shown.append(hiding.forget)
        moderators = (Role.MODERATOR, Role.COORDINATOR)
        add_area(Area(pgettext_lazy("desk", "Moderation"), "hand", "/schreibtisch/moderation/", moderators))
        register_pages("/moderation/")
