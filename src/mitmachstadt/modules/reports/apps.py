"""Registers the module with its kind of case, its rules, what the rest of the house reads of it, and its examples."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportsConfig(AppConfig):
    name = "mitmachstadt.modules.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
    log_words = {
        "report.refile": _("Filed elsewhere"),
    }

    def ready(self) -> None:
        from mitmachstadt.modules.reports import cases, landing, samples
        from mitmachstadt.modules.reports.actions import handing, tiles
        from mitmachstadt.modules.reports.actions.escalating import tell_late
        from mitmachstadt.modules.reports.queries import town
        from mitmachstadt.modules.reports.rules import parse_report_rules
        from mitmachstadt.spine.city.importing import register_rule_check
        from mitmachstadt.spine.city.samples import register_sample
        from mitmachstadt.spine.notify.ticker import add_job
        from mitmachstadt.spine.opendata.services import Service
        from mitmachstadt.spine.opendata.services import register as register_service

        register_sample("Meldungen", samples.seed, samples.remove, order=86)
        cases.register_kind()
        add_job(900, tell_late)
        add_job(60, tiles.refresh)
        add_job(30, handing.deliver)
        add_job(300, handing.follow)
        landing.connect()
        register_rule_check(town.RULES, parse_report_rules)
        register_service(
            Service(
                pgettext_lazy("interface", "Reports of defects"),
                "/georeport/v2/discovery.json",
                "https://wiki.open311.org/GeoReport_v2/",
                "Open311 GeoReport v2",
            )
        )
