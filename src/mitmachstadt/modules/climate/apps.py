"""Registers the climate check: its rule, its ear for releases of papers, its piece on their pages, and its examples."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClimateConfig(AppConfig):
    name = "mitmachstadt.modules.climate"
    label = "climate"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.modules.climate import beside, listeners, samples
        from mitmachstadt.modules.climate.parsing import parse_check_rules, parse_targets
        from mitmachstadt.modules.climate.queries import RULE, TARGETS
        from mitmachstadt.spine.accounts.models import Role
        from mitmachstadt.spine.cases.desk import Area, add_area
        from mitmachstadt.spine.city.importing import register_rule_check
        from mitmachstadt.spine.city.samples import register_sample
        from mitmachstadt.spine.opendata.sitemap import register_pages

        listeners.connect()
        beside.connect()
        add_area(
            Area(
                _("Climate check"),
                "leaf",
                "/schreibtisch/klimacheck/",
                (Role.CLERK, Role.COORDINATOR, Role.OPERATOR),
            )
        )
        register_pages("/klima/vorlagencheck/")
        register_rule_check(RULE, parse_check_rules)
        register_rule_check(TARGETS, parse_targets)
        register_sample("Klimacheck", samples.seed, samples.remove, order=90)
