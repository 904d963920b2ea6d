"""Registers the module with its kind of case, its rules, what the rest of the house reads of it, and its examples."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "mitmachstadt.modules.proposals"
    label = "proposals"
    default_auto_field = "django.db.models.BigAutoField"
    log_words = {
        "proposal.invite": _("Co-author invited"),
        "proposal.co_author_joined": _("Co-author joined"),
        "proposal.co_author_left": _("Co-author left"),
        "proposal.co_author_taken_out": _("Co-author taken out"),
        "proposal.add_words": _("Addition"),
        "proposal.change_words": _("Words changed"),
        "proposal.hide_version": _("Version hidden"),
        "proposal.show_version": _("Version shown again"),
        "proposal.easy_text": _("Plain language kept"),
    }

    def ready(self) -> None:
        from mitmachstadt.modules.proposals import beside, cases, landing, plain, samples  # noqa: F401
        from mitmachstadt.modules.proposals.actions.closing import close_ended
        from mitmachstadt.modules.proposals.queries import town
        from mitmachstadt.modules.proposals.rules import parse_proposal_rules
        from mitmachstadt.spine.city.importing import register_rule_check
        from mitmachstadt.spine.city.samples import register_sample
        from mitmachstadt.spine.notify.ticker import add_job

        cases.register_kind()
        landing.connect()
        beside.connect()
        register_rule_check(town.RULES, parse_proposal_rules)
        register_sample("Vorschläge", samples.seed, samples.remove, order=84)
        add_job(900, close_ended)
