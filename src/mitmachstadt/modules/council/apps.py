"""Registers the module under its short label, and lets it hear of its own news."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CouncilConfig(AppConfig):
    name = "mitmachstadt.modules.council"
    label = "council"
    default_auto_field = "django.db.models.BigAutoField"
    log_words = {
        "agenda_item_changed": _("Agenda item changed"),
        "paper_changed": _("Paper changed"),
        "place_judged": _("Place judged"),
        "body_changed": _("Body changed"),
    }

    def ready(self) -> None:
        from mitmachstadt.modules.council import findable, landing, ledger_actions, samples, telling, touch
        from mitmachstadt.modules.council.importers.oparl import jobs
        from mitmachstadt.modules.council.importers.town import import_council
        from mitmachstadt.modules.council.outcomes import RULE, parse
        from mitmachstadt.spine.accounts.models import Role
        from mitmachstadt.spine.cases.desk import Area, add_area
        from mitmachstadt.spine.city.importing import register_importer, register_rule_check
        from mitmachstadt.spine.city.samples import register_sample
        from mitmachstadt.spine.opendata.services import Service
        from mitmachstadt.spine.opendata.services import register as register_service

        add_area(
            Area(
                pgettext_lazy("desk", "Council"),
                "people",
                "/schreibtisch/rat/",
                (Role.COORDINATOR, Role.OPERATOR),
            )
        )
        add_area(
            Area(
                _("Reading the council in"),
                "inbox",
                "/schreibtisch/ratsimport/",
                (Role.COORDINATOR, Role.OPERATOR),
            )
        )
        register_service(
            Service(
                pgettext_lazy("interface", "Council"),
                "/oparl/v1.1/system",
                "https://schema.oparl.org/1.1/",
                "OParl 1.1",
            )
        )
        touch.connect()
        telling.connect()
        landing.connect()
        ledger_actions.connect()
        jobs.register_all()
        register_rule_check(RULE, parse)
        register_importer("Rat", import_council, order=15)
        register_importer("Gremien in der Suche", findable.rebuild_all, order=66)
        register_sample("Behandelte Hinweise", samples.seed, samples.remove, order=95)
