"""`register-service NAME --back ADDRESS …`: lets another service of the town use the sign-in; the secret is shown once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mitmachstadt.spine.problems import Refused
from mitmachstadt.spine.signon import actions
from mitmachstadt.spine.signon.rules import ALWAYS, SCOPES, Wish


class Command(BaseCommand):
    help = "Trägt einen Dienst ein, der die Anmeldung der Stadt nutzt (OpenID Connect), und zeigt einmal sein Geheimnis."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "name", metavar="NAME", help="Wie der Dienst heißt; Menschen lesen es bei der Freigabe."
        )
        parser.add_argument(
            "--back",
            action="append",
            default=[],
            metavar="ADRESSE",
            help="Rücksprungadresse; mehrere: --back je Adresse.",
        )
        parser.add_argument(
            "--after-logout",
            action="append",
            default=[],
            metavar="ADRESSE",
            help="Adresse nach dem Abmelden.",
        )
        parser.add_argument(
            "--scopes",
            default="email",
            help="Wonach er fragen darf, durch Komma getrennt: "
            + ", ".join(one for one in SCOPES if one != ALWAYS),
        )
        parser.add_argument(
            "--public", action="store_true", help="Der Dienst kann kein Geheimnis hüten (App)."
        )
        parser.add_argument(
            "--policy", default="", metavar="ADRESSE", help="Datenschutzhinweise des Dienstes."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SIGN_ON:
            raise CommandError(
                "SIGN_ON_KEYS fehlt. `python -m mitmachstadt make-sign-on-key` druckt einen Schlüssel für die Umgebung."
            )
        wish = Wish(
            name=options["name"],
            redirects=tuple(options["back"]),
            logouts=tuple(options["after_logout"]),
            scopes=(ALWAYS, *(one.strip() for one in options["scopes"].split(",") if one.strip())),
            public=options["public"],
            policy=options["policy"],
        )
        try:
            client, secret = actions.register_service(wish, by=None)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"„{client.name}“ ist eingetragen.")
        self.stdout.write(f"Aussteller:     {settings.BASE_URL}")
        self.stdout.write(f"Client-ID:      {client.pk}")
        if secret:
            self.stdout.write(f"Client-Secret:  {secret}")
            self.stdout.write(
                "Das Geheimnis steht nur hier; gespeichert ist ein Hash. Ein neues gibt es am Schreibtisch."
            )
        else:
            self.stdout.write("Der Dienst hat kein Geheimnis; PKCE schützt ihn.")
