"""Registers the module under its short label, with its cases, its import and its gate in front of every agenda."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "mitmachstadt.modules.projects"
    label = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.modules.projects import beside, cases, landing, listeners, plain, suggest_samples  # noqa: F401
        from mitmachstadt.modules.projects.importers.stock import import_projects
        from mitmachstadt.modules.projects.rules import parse_rules
        from mitmachstadt.modules.projects.samples import people, projects
        from mitmachstadt.spine.city.importing import register_importer, register_rule_check
        from mitmachstadt.spine.city.samples import register_sample

        cases.register_kinds()
        listeners.connect()
        landing.connect()
        beside.connect()
        register_rule_check("vorhabenliste", parse_rules)
        register_importer("Vorhaben", import_projects, order=60)
        register_importer("Suche", landing.index_landings, order=65)
        register_sample("Zugänge", people.seed, people.remove, order=10)
        register_sample("Vorhaben", projects.seed, projects.remove, order=40)
        register_sample("Hinweise", suggest_samples.seed, suggest_samples.remove, order=80)
