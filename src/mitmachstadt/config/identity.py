"""Sign-in over an OpenID provider (BundID or Servicekonto behind a broker): from the environment to allauth's settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

#: Kept as the provider of every linked account, so it never changes.
PROVIDER = "buergerkonto"
LEVELS = ("low", "substantial", "high")
#: How BundID and eIDAS name their levels; a broker may give others.
KNOWN_LEVELS = (
    "STORK-QAA-Level-1=low,STORK-QAA-Level-3=substantial,STORK-QAA-Level-4=high,"
    "http://eidas.europa.eu/LoA/low=low,http://eidas.europa.eu/LoA/substantial=substantial,"
    "http://eidas.europa.eu/LoA/high=high"
)


def level_map(lines: list[str]) -> dict[str, str]:
    """`["STORK-QAA-Level-3=substantial", …]` as a mapping; what has no equals sign maps to nothing."""
    pairs = (line.rpartition("=") for line in lines)
    return {name.strip(): level.strip() for name, _, level in pairs}


def problems(values: Mapping[str, object]) -> list[str]:
    """What makes the provider unusable (German sentences); none when no provider is named."""
    issuer = str(values["OIDC_ISSUER"])
    if not issuer:
        return []
    wrong = []
    host = urlsplit(issuer).hostname or ""
    local = host in {"localhost", "127.0.0.1"} and values["MITMACHSTADT_MODE"] != "production"
    if not issuer.startswith("https://") and not local:
        wrong.append("OIDC_ISSUER beginnt mit https://.")
    if "/.well-known/" in issuer or issuer.endswith("/"):
        wrong.append(
            "OIDC_ISSUER ist der Aussteller selbst, ohne /.well-known/… und ohne Schrägstrich am Ende."
        )
    if not values["OIDC_CLIENT_ID"] or not values["OIDC_CLIENT_SECRET"]:
        wrong.append("Zu OIDC_ISSUER gehören OIDC_CLIENT_ID und OIDC_CLIENT_SECRET.")
    levels = values["OIDC_LEVELS"]
    named = level_map(levels) if isinstance(levels, list) else {}
    if not named or not all(name and level in LEVELS for name, level in named.items()):
        wrong.append("OIDC_LEVELS hat die Form `name=low,name=substantial,name=high`.")
    if values["OIDC_PROOF_LEVEL"] not in LEVELS:
        wrong.append("OIDC_PROOF_LEVEL kennt low, substantial und high.")
    return wrong


def settings(values: Mapping[str, object]) -> dict[str, Any]:
    """Names and values for Django's settings; `OIDC` is None while no provider is named."""
    issuer = str(values["OIDC_ISSUER"])
    if not issuer:
        return {"OIDC": None, "SOCIALACCOUNT_PROVIDERS": {}}
    levels, residents = values["OIDC_LEVELS"], values["OIDC_RESIDENT_VALUES"]
    assert isinstance(levels, list) and isinstance(residents, list)
    acr = str(values["OIDC_ACR"])
    app = {
        "name": str(values["OIDC_NAME"]),
        "client_id": str(values["OIDC_CLIENT_ID"]),
        "secret": str(values["OIDC_CLIENT_SECRET"]),
        "settings": {
            "server_url": issuer,
            "oauth_pkce_enabled": True,
            "fetch_userinfo": False,
            "scope": ["openid", *str(values["OIDC_SCOPE"]).split()],
            "auth_params": {"acr_values": acr} if acr else {},
        },
    }
    return {
        "OIDC": {
            "name": str(values["OIDC_NAME"]),
            "level_claim": str(values["OIDC_LEVEL_CLAIM"]),
            "levels": level_map(levels),
            "proof_level": str(values["OIDC_PROOF_LEVEL"]),
            "resident_claim": str(values["OIDC_RESIDENT_CLAIM"]),
            "resident_values": residents,
            "birth_claim": str(values["OIDC_BIRTH_CLAIM"]),
        },
        "SOCIALACCOUNT_PROVIDERS": {PROVIDER: {"APPS": [app]}},
    }
