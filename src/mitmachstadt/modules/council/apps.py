"""Registers the module under its short label, and lets it hear of its own news."""

from django.apps import AppConfig


class CouncilConfig(AppConfig):
    name = "mitmachstadt.modules.council"
    label = "council"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.modules.council import findable, samples, telling
        from mitmachstadt.modules.council.importers.oparl import jobs
        from mitmachstadt.modules.council.importers.town import import_council
        from mitmachstadt.modules.council.outcomes import RULE, parse
        from mitmachstadt.spine.city.importing import register_importer, register_rule_check
        from mitmachstadt.spine.city.samples import register_sample

        telling.connect()
        jobs.register_all()
        register_rule_check(RULE, parse)
        register_importer("Rat", import_council, order=15)
        register_importer("Gremien in der Suche", findable.rebuild_all, order=66)
        register_sample("Behandelte Hinweise", samples.seed, samples.remove, order=95)
