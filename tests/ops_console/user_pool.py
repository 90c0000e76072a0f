"""A user pool as Cognito runs one: login pages, token endpoint and keys, for one person."""

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from services.ops_console.cognito_login import Cognito
from services.ops_console.settings import CognitoSettings
from services.runtime.clock import utc_now

ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_pool"
DOMAIN = "https://login.example.com"
CLIENT = "console-client"
CODE = "one-time-code"
PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class UserPool:
    """Lets one subject in; `changes` are what a test makes wrong about the id token."""

    def __init__(self, subject: str = "0f1e2d3c-person") -> None:
        self.subject = subject
        self.changes: dict[str, Any] = {}
        self.signed_by = PRIVATE
        self.asked: dict[str, str] = {}
        self.exchanged: list[dict[str, str]] = []

    @property
    def cognito(self) -> Cognito:
        settings = CognitoSettings(
            cognito_issuer=ISSUER, cognito_domain=DOMAIN, cognito_client_id=CLIENT
        )
        return Cognito(settings, httpx2.Client(transport=httpx2.MockTransport(self._answer)))

    def log_in(self, url: str) -> str:
        """Return where the login page that the console led to leads back to."""
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{DOMAIN}/oauth2/authorize"
        self.asked = dict(parse_qsl(parts.query))
        return f"/ops/login/back?code={CODE}&state={self.asked['state']}"

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        if str(request.url) == f"{ISSUER}/.well-known/jwks.json":
            public = json.loads(RSAAlgorithm.to_jwk(PRIVATE.public_key()))
            return httpx2.Response(200, json={"keys": [{**public, "kid": "k1", "alg": "RS256"}]})
        assert str(request.url) == f"{DOMAIN}/oauth2/token"
        form = dict(parse_qsl(request.content.decode()))
        self.exchanged.append(form)
        challenge = hashlib.sha256(form["code_verifier"].encode()).digest()
        expected = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        if (form["code"], expected) != (CODE, self.asked["code_challenge"]):
            return httpx2.Response(400, json={"error": "invalid_grant"})
        return httpx2.Response(200, json={"id_token": self._id_token()})

    def _id_token(self) -> str:
        now = utc_now()  # the library that checks it reads the clock too
        claims = {
            "iss": ISSUER,
            "aud": CLIENT,
            "sub": self.subject,
            "nonce": self.asked["nonce"],
            "token_use": "id",
            "iat": now,
            "exp": now + timedelta(minutes=5),
        }
        kept = {name: value for name, value in {**claims, **self.changes}.items() if value}
        return jwt.encode(kept, self.signed_by, algorithm="RS256", headers={"kid": "k1"})
