"""Registers the module with its kind of case, its rules, what the rest of the house reads of it, and its examples."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "mitmachstadt.modules.proposals"
    label = "proposals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.modules.proposals import cases, landing, plain, samples  # noqa: F401
        from mitmachstadt.modules.proposals.actions.closing import close_ended
        from mitmachstadt.modules.proposals.queries import town
        from mitmachstadt.modules.proposals.rules import parse_proposal_rules
        from mitmachstadt.spine.city.importing import register_rule_check
        from mitmachstadt.spine.city.samples import register_sample
        from mitmachstadt.spine.notify.ticker import add_job

        cases.register_kind()
        landing.connect()
        register_rule_check(town.RULES, parse_proposal_rules)
        register_sample("Vorschläge", samples.seed, samples.remove, order=84)
        add_job(900, close_ended)
