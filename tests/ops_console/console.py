"""The console over embedded backends, and everyone who may knock."""

import re
from pathlib import Path
from typing import Self

import httpx2
from fastapi import FastAPI
from starlette.testclient import TestClient

from services.backends.keys import Role
from services.domain.ids import sha256_hex
from services.flow.new_key import new_key
from services.ops_console.cognito_login import Cognito
from services.ops_console.main import create_app
from services.runtime.composition import Backends, open_backends
from services.runtime.settings import DeployableSettings
from tests.builders import a_seller
from tests.clock import SettableClock

PUBLIC_URL = "http://console.example"
_TOKEN = re.compile(r'name="form_token" value="([^"]*)"')


class Console:
    """One installation with two sellers, looked at by whoever a test sends."""

    def __init__(self, state: Path, public_url: str = PUBLIC_URL) -> None:
        self.clock = SettableClock()
        self.backends = open_backends(DeployableSettings(state=state), clock=self.clock)
        self._made = 0
        self._secrets: dict[tuple[Role, str, bool], str] = {}
        for seller_id in ("aurora", "harbor"):
            self.backends.sellers.put(seller_id, a_seller().profile, self.clock())
        self.public_url = public_url
        self.app = self._app()

    def _app(self, worker_vcpus: int | None = None, cognito: Cognito | None = None) -> FastAPI:
        return create_app(
            self.backends,
            public_url=self.public_url,
            clock=self.clock,
            new_id=self.new_id,
            worker_vcpus=worker_vcpus,
            cognito=cognito,
        )

    def over(self, backends: Backends) -> Self:
        """Have the console look at other backends from now on."""
        self.backends = backends
        self.app = self._app()
        return self

    def on_aws(self, cognito: Cognito | None = None) -> Self:
        """Have the console believe that it runs on AWS, where workers have one vCPU."""
        self.app = self._app(worker_vcpus=1, cognito=cognito)
        return self

    def new_id(self) -> str:
        self._made += 1
        return f"{self._made:032x}"

    def secret(self, role: Role, *, seller: str = "aurora", livemode: bool = True) -> str:
        """Return the secret of a key that is made when it is first asked for."""
        who = (role, seller, livemode)
        if who not in self._secrets:
            random = bytes.fromhex(self.new_id()) + b"made for this test"
            secret, key = new_key(seller, role, livemode=livemode, random=random, now=self.clock())
            self.backends.keys.create(key)
            self._secrets[who] = secret
        return self._secrets[who]

    def bearer(self, role: Role, *, seller: str = "aurora") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret(role, seller=seller)}"}

    def revoke(self, role: Role) -> None:
        """Revoke the key that `secret` made for a role."""
        self.backends.keys.revoke(sha256_hex(self.secret(role).encode()), self.clock())

    def browser(self) -> "Browser":
        """Return a browser that nobody is logged in with."""
        return Browser(self)

    def browser_of(self, role: Role, *, seller: str = "aurora", livemode: bool = True) -> "Browser":
        """Return a browser in which somebody with this role has logged in."""
        browser = Browser(self)
        answer = browser.log_in(self.secret(role, seller=seller, livemode=livemode))
        assert answer.status_code == 303, answer.text
        return browser


class Browser:
    """Keeps cookies, sends forms with the token of the page they stand on, follows nothing."""

    def __init__(self, console: Console) -> None:
        self.client = TestClient(console.app, base_url=console.public_url, follow_redirects=False)

    def get(self, path: str, **headers: str) -> httpx2.Response:
        return self.client.get(path, headers=headers)

    def log_in(self, secret: str, *, to: str = "") -> httpx2.Response:
        path = f"/ops/login?next={to}" if to else "/ops/login"
        return self.send("/ops/login", {"key": secret, "next": to}, on=path)

    def send(self, path: str, fields: dict[str, str], *, on: str = "/ops/") -> httpx2.Response:
        """Send a form as it stands on the page `on`."""
        found = _TOKEN.search(self.get(on).text)
        assert found is not None, f"no form on {on}"
        return self.post(path, {"form_token": found[1], **fields})

    def post(self, path: str, fields: dict[str, str]) -> httpx2.Response:
        return self.client.post(path, data=fields)
