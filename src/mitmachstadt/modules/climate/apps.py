"""Registers the climate check: its rule, its ear for releases of papers, its piece on their pages, and its examples."""

from django.apps import AppConfig


class ClimateConfig(AppConfig):
    name = "mitmachstadt.modules.climate"
    label = "climate"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.modules.climate import beside, listeners, samples
        from mitmachstadt.modules.climate.parsing import parse_check_rules, parse_targets
        from mitmachstadt.modules.climate.queries import RULE, TARGETS
        from mitmachstadt.spine.city.importing import register_rule_check
        from mitmachstadt.spine.city.samples import register_sample

        listeners.connect()
        beside.connect()
        register_rule_check(RULE, parse_check_rules)
        register_rule_check(TARGETS, parse_targets)
        register_sample("Klimacheck", samples.seed, samples.remove, order=90)
