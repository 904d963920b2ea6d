"""Registers the module under its short label, with its kind of case, its rules, examples, and the reminder."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssembliesConfig(AppConfig):
    name = "mitmachstadt.modules.assemblies"
    label = "assemblies"
    default_auto_field = "django.db.models.BigAutoField"
    log_words = {
        "assembly.signup": _("Seats changed"),
    }

    def ready(self) -> None:
        from mitmachstadt.modules.assemblies import cases, landing, rules
        from mitmachstadt.modules.assemblies.actions.signups import release_unconfirmed, remind
        from mitmachstadt.modules.assemblies.samples import seeding
        from mitmachstadt.spine.cases.desk import Area, add_area
        from mitmachstadt.spine.city.importing import register_rule_check
        from mitmachstadt.spine.city.samples import register_sample
        from mitmachstadt.spine.notify.ticker import add_job

        cases.register_kind()
        landing.connect()
        register_rule_check("versammlungen", rules.parse_rules)
        add_area(Area(_("Assemblies"), "people", "/schreibtisch/versammlungen/"))
        add_job(900, remind)
        add_job(600, release_unconfirmed)
        register_sample("Versammlungen", seeding.seed, seeding.remove, order=86)
