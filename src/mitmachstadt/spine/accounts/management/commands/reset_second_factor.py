"""`reset-second-factor EMAIL --by OPERATOR --reason …`: for whoever lost phone, key and recovery codes."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mitmachstadt.spine.accounts import actions
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.problems import Refused


class Command(BaseCommand):
    help = "Nimmt einer Person den zweiten Schritt und alle Sitzungen, wenn das Gerät verloren ist; steht im Protokoll."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="MAIL", help="Mailadresse der Person")
        parser.add_argument("--by", required=True, help="E-Mail-Adresse der Person im Betrieb, die es tut.")
        parser.add_argument("--reason", required=True, help="Warum, und woran Sie die Person erkannt haben.")

    def handle(self, *args: Any, email: str, by: str, reason: str, **options: Any) -> None:
        user, operator = find(email), find(by)
        try:
            number = actions.reset_second_factor(user, by=operator, reason=reason)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{user.email}: {number} Anmeldemittel entfernt, alle Geräte abgemeldet."
            " Beim nächsten Öffnen des Schreibtischs wird ein neuer zweiter Schritt eingerichtet."
        )


def find(email: str) -> User:
    """The account of `email`."""
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise CommandError(f"Es gibt kein Konto mit der Adresse „{email}“.")
    return user
