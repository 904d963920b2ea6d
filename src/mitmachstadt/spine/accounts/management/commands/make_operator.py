"""`make-operator EMAIL`: the first person who may give roles; makes the account when there is none."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.management.base import BaseCommand, CommandError

from mitmachstadt.spine.accounts import actions
from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.notify.rules import problems_with_address
from mitmachstadt.spine.problems import Refused


class Command(BaseCommand):
    help = (
        "Macht eine Person zur Betreiberin oder zum Betreiber; druckt bei neuem Konto den Link zum Passwort."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="MAIL", help="Mailadresse der Person")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        if problems_with_address(email):
            raise CommandError(f"„{email}“ ist keine E-Mail-Adresse.")
        user, made = actions.ensure_account(email)
        try:
            actions.assign_role(user, Role.OPERATOR, by=None)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{user.email} betreibt jetzt diese Plattform.")
        if made or not user.has_usable_password():
            key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
            self.stdout.write("Passwort festlegen: " + get_adapter().get_reset_password_from_key_url(key))
