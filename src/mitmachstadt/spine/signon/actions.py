"""The only writers: services are registered, changed and ended, people release something to them and take it back."""

from __future__ import annotations

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import Role, User
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.problems import Problem, Refused, refuse_if
from mitmachstadt.spine.signon.models import Code, Grant
from mitmachstadt.spine.signon.rules import Wish, ordered, was_asked, wish_problems

#: A secret of 384 bits by chance needs no slow hash, and every sign-in elsewhere would wait for one.
ROUNDS = 1000


def refuse_others(by: User | None) -> None:
    """Only operators; None is the command line of the installation."""
    if by is not None and not has_role(by, Role.OPERATOR):
        raise Refused([Problem("", "not_operator", _("Only operators register services."))])


def hashed(secret: str) -> str:
    """A secret as it is kept."""
    hasher = PBKDF2PasswordHasher()
    return hasher.encode(secret, hasher.salt(), iterations=ROUNDS)


def fill(client: Client, wish: Wish) -> None:
    """Writes the wish into the row of the library, with everything switched off that nobody needs."""
    local = not settings.SECURE
    refuse_if(wish_problems(wish, local=local))
    client.name = " ".join(wish.name.split())
    client.type = Client.Type.PUBLIC if wish.public else Client.Type.CONFIDENTIAL
    client.set_redirect_uris(list(wish.redirects))
    client.set_scopes(ordered(wish.scopes))
    client.set_default_scopes(["openid"])
    client.set_grant_types(["authorization_code", "refresh_token"])
    client.set_response_types(["code"])
    client.allow_uri_wildcards = client.skip_consent = False
    client.data = {
        "client_metadata": {"post_logout_redirect_uris": list(wish.logouts), "policy_uri": wish.policy}
    }


@transaction.atomic
def register_service(wish: Wish, *, by: User | None) -> tuple[Client, str]:
    """A new service and its secret, which is shown this once; "" for a service that keeps none.

    Raises:
        Refused: the wish, or a person without the right.
    """
    refuse_others(by)
    client = Client()
    fill(client, wish)
    secret = get_adapter().generate_client_secret()
    client.secret = hashed(secret)
    client.save(force_insert=True)
    record("service.registered", client, by=by, title=client.name, summary=describe(client))
    return client, "" if wish.public else secret


@transaction.atomic
def change_service(client: Client, wish: Wish, *, by: User | None) -> Client:
    """Other addresses or other data; people are asked anew for what they never saw, and told less at once.

    Raises:
        Refused: the wish, or a person without the right.
    """
    refuse_others(by)
    before = describe(client)
    fill(client, wish)
    client.save()
    if before != describe(client):
        record("service.changed", client, by=by, title=client.name, summary=describe(client))
    return client


@transaction.atomic
def renew_secret(client: Client, *, by: User | None) -> str:
    """A new secret, shown this once; the old one ends now, and with it every open sign-in there.

    Raises:
        Refused: a service without a secret, or a person without the right.
    """
    refuse_others(by)
    if client.type == Client.Type.PUBLIC:
        raise Refused([Problem("", "public", _("This service keeps no secret."))])
    secret: str = get_adapter().generate_client_secret()
    client.secret = hashed(secret)
    client.save(update_fields=["secret"])
    Token.objects.filter(client=client).delete()
    record("service.secret_renewed", client, by=by, title=client.name)
    return secret


@transaction.atomic
def end_service(client: Client, *, by: User | None) -> int:
    """Takes a service off the list with all releases and tokens; returns how many people had released something.

    Raises:
        Refused: a person without the right.
    """
    refuse_others(by)
    number = int(Grant.objects.living().filter(client=client).count())
    record("service.ended", client, by=by, title=client.name)
    client.delete()
    return number


def describe(client: Client) -> str:
    """Name, kind, data and addresses in one line of the log."""
    parts = (client.name, client.type, " ".join(client.get_scopes()), " ".join(client.get_redirect_uris()))
    return ", ".join(parts)


@transaction.atomic
def release(user: User, client: Client, asked: list[str], ticked: list[str]) -> Grant:
    """Keeps that the person saw a page with `asked` and left `ticked` on it; what was decided for other data before holds
    on."""
    Grant.objects.get_or_create(user=user, client=client, defaults={"asked": "", "scopes": ""})
    grant: Grant = Grant.objects.select_for_update(of=("self",)).get(user=user, client=client)
    fresh = grant.ended_on is not None or not grant.asked
    seen = set() if fresh else set(grant.asked.split())
    given = set() if fresh else set(grant.scopes.split()) - set(asked)
    today = timezone.localdate()
    grant.asked = " ".join(ordered(seen | set(asked)))
    grant.scopes = " ".join(ordered(given | set(ticked) & set(asked)))
    grant.since = today if fresh else grant.since
    grant.used_on, grant.ended_on = today, None
    grant.save()
    record("service.released", user, by=None, summary=f"{client.name}: {grant.scopes}", sample=user.sample)
    return grant


def released_before(user: User, client: Client, scopes: list[str]) -> Grant | None:
    """The living release that already covers these scopes; the day of use is written once a day."""
    grant: Grant | None = Grant.objects.living().filter(user=user, client=client).first()
    if grant is None or not was_asked(scopes, grant.asked):
        return None
    today = timezone.localdate()
    if grant.used_on != today:
        Grant.objects.filter(pk=grant.pk).update(used_on=today)
    return grant


@transaction.atomic
def take_back(user: User, grant_id: int) -> Grant | None:
    """Ends a release of the person: every token and code of the service for it goes at once. None when there is none."""
    grant: Grant | None = (
        Grant.objects.select_for_update(of=("self",))
        .living()
        .filter(user=user, pk=grant_id)
        .select_related("client")
        .first()
    )
    if grant is None:
        return None
    Token.objects.filter(user=user, client=grant.client_id).delete()
    Code.objects.filter(grant=grant).delete()
    grant.asked = grant.scopes = ""
    grant.ended_on = timezone.localdate()
    grant.save()
    record("service.taken_back", user, by=None, summary=grant.client.name, sample=user.sample)
    return grant


@transaction.atomic
def end_tokens(user: User) -> int:
    """Signs the person out of all services: their tokens and codes end now. Returns how many tokens there were."""
    Code.objects.filter(grant__user=user).delete()
    return int(Token.objects.filter(user=user).delete()[0])
