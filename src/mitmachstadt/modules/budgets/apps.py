"""Registers the module with its kind of case, its rules, what the rest of the house reads of it, and its examples."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetsConfig(AppConfig):
    name = "mitmachstadt.modules.budgets"
    label = "budgets"
    default_auto_field = "django.db.models.BigAutoField"
    log_words = {
        "budget.begin": _("Started"),
        "budget.change": _("Changed"),
        "budget.publish": _("Published"),
        "budget.sheet_fixed": _("Ballot fixed, entries on it"),
        "budget.counted": _("Counted, valid ballots"),
        "budget.declared": _("Result declared"),
        "budget.codes_issued": _("Codes issued"),
        "budget.codes_revoked": _("Codes ended"),
        "budget.paper_counted": _("Ballots on paper typed"),
        "budget.paper_confirmed": _("Ballots on paper confirmed"),
        "budget.paper_dropped": _("Ballots on paper dropped"),
        "case.started": _("Work has begun"),
    }

    def ready(self) -> None:
        from mitmachstadt.modules.budgets import ballot_datasets, cases, landing, samples
        from mitmachstadt.modules.budgets.actions.counting import close_ended
        from mitmachstadt.modules.budgets.actions.phases import remind_of_proofs, tell_phases
        from mitmachstadt.modules.budgets.queries import town
        from mitmachstadt.modules.budgets.rules import parse_budget_rules
        from mitmachstadt.modules.budgets.samples import votes
        from mitmachstadt.spine.city.importing import register_rule_check
        from mitmachstadt.spine.city.samples import register_sample
        from mitmachstadt.spine.notify.ticker import add_job

        for key in town.RULES.values():
            register_rule_check(key, parse_budget_rules)
        assert ballot_datasets  # registers itself
        cases.register_kind()
        landing.connect()
        register_sample("Bürgerbudgets", samples.seed, samples.remove, order=88)
        register_sample("Abstimmungen über Bürgerbudgets", votes.seed, votes.remove, order=89)
        add_job(30, tell_phases)
        add_job(60, close_ended)
        add_job(86400, remind_of_proofs)
