"""Registers the app with its kind of case, its rules and what it does by the clock."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalkConfig(AppConfig):
    name = "mitmachstadt.spine.talk"
    label = "talk"
    default_auto_field = "django.db.models.BigAutoField"
    log_words = {
        "talk.change": _("Comment changed by its author"),
    }

    def ready(self) -> None:
        from mitmachstadt.spine.city.importing import register_rule_check
        from mitmachstadt.spine.moderation import figures as moderation
        from mitmachstadt.spine.notify.ticker import add_job
        from mitmachstadt.spine.talk import cases, figures, showing_figures, town
        from mitmachstadt.spine.talk.actions import order_anew
        from mitmachstadt.spine.talk.rules import parse_talk_rules
        from mitmachstadt.spine.talk.telling import tell_new

        cases.register_kind()
        register_rule_check(town.RULES, parse_talk_rules)
        add_job(900, order_anew)
        add_job(1800, tell_new)
        add_job(21600, figures.refresh_now)
        moderation.beside.append(showing_figures.part)
