"""Makes the command line's own commands (serve, doctor, backup, …) and the operators' long work known to Django."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "mitmachstadt.config"
    label = "house"

    def ready(self) -> None:
        from mitmachstadt.config.operation import jobs

        jobs.register_all()
