"""A small OpenID provider for tests: discovery, keys, authorization code with PKCE, and ID tokens that are really signed.

`lies` changes single claims or the way of signing, so that tests see what the platform does with a wrong answer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.serving import Quiet, end, serve

CLIENT, SECRET = "mitmachstadt", "geheim-geheim"


def make_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class OpenIDProvider:
    """Runs on a free port of this machine; `claims` are of the person who signs in next."""

    def __init__(self) -> None:
        self.key, self.foreign_key = make_key(), make_key()
        self.claims: dict[str, Any] = {}
        self.lies: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []
        outer = self

        class Handler(Quiet):
            def do_GET(self) -> None:
                outer.get(self)

            def do_POST(self) -> None:
                outer.token(self)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://localhost:{self.server.server_port}"
        serve(self.server)

    def stop(self) -> None:
        end(self.server)

    def reset(self, **claims: Any) -> None:
        """The next person, and an honest provider again."""
        self.claims, self.lies, self.asked = claims, {}, []

    def get(self, call: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(call.path)
        if parts.path == "/.well-known/openid-configuration":
            issuer = self.lies.get("issuer", self.issuer)
            answer(call, {
                "issuer": issuer,
                "authorization_endpoint": self.issuer + "/authorize",
                "token_endpoint": self.issuer + "/token",
                "jwks_uri": self.issuer + "/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            })  # fmt: skip
        elif parts.path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            answer(call, {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]})
        elif parts.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.asked.append(asked)
            code = secrets.token_urlsafe(16)
            self.codes[code] = asked
            query = {"state": self.lies.get("state", asked["state"]), "code": code}
            if "error" in self.lies:
                query = {"state": asked["state"], "error": self.lies["error"]}
            call.send_response(302)
            call.send_header("Location", asked["redirect_uri"] + "?" + urlencode(query))
            call.end_headers()
        else:
            answer(call, {}, 404)

    def token(self, call: BaseHTTPRequestHandler) -> None:
        body = parse_qs(call.rfile.read(int(call.headers["Content-Length"])).decode())
        given = {name: values[0] for name, values in body.items()}
        asked = self.codes.pop(given.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(
            hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        ).decode().rstrip("=")  # fmt: skip
        right = asked is not None and (
            given["client_id"], given["client_secret"], given["redirect_uri"], challenge, "S256"
        ) == (CLIENT, SECRET, asked["redirect_uri"], asked["code_challenge"], asked["code_challenge_method"])  # fmt: skip
        if not right:
            answer(call, {"error": "invalid_grant"}, 400)
            return
        assert asked
        answer(call, {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token(asked["nonce"])})

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": nonce, "jti": secrets.token_hex(8),
            **self.claims, **self.lies.get("claims", {}),
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        algorithm = self.lies.get("algorithm", "RS256")
        key = {"none": None, "HS256": "x" * 32}.get(
            algorithm, self.foreign_key if "key" in self.lies else self.key
        )
        return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "one"})


def answer(call: BaseHTTPRequestHandler, data: dict[str, Any], status: int = 200) -> None:
    body = json.dumps(data).encode()
    call.send_response(status)
    call.send_header("Content-Type", "application/json")
    call.send_header("Content-Length", str(len(body)))
    call.end_headers()
    call.wfile.write(body)
