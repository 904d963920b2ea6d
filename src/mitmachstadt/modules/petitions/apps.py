"""Registers the module with its two kinds of case, its rules, its ear for the council, and its examples."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "mitmachstadt.modules.petitions"
    label = "petitions"
    default_auto_field = "django.db.models.BigAutoField"
    log_words = {
        "case.result_corrected": _("Result corrected"),
        "case.invitation_answered": _("Invitation answered"),
    }

    def ready(self) -> None:
        from mitmachstadt.modules.petitions import beside, cases, landing, listeners, samples
        from mitmachstadt.modules.petitions.queries import town
        from mitmachstadt.modules.petitions.rules import parse_petition_rules, parse_question_rules
        from mitmachstadt.spine.city.importing import register_rule_check
        from mitmachstadt.spine.city.samples import register_sample

        cases.register_kinds()
        listeners.connect()
        landing.connect()
        beside.connect()
        register_rule_check(town.PETITIONS, parse_petition_rules)
        register_rule_check(town.QUESTIONS, parse_question_rules)
        register_sample("Anträge und Fragen", samples.seed, samples.remove, order=85)
