"""Asking Reddit as a registered application: a token for the run, renewed when it is refused."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import SecretStr

from collectors.answer import Answer
from collectors.errors import Refused
from collectors.fields import fields, words
from collectors.http import Client

UNAUTHORIZED = 401


class Session:
    """One run's way into Reddit.

    Args:
        client: asks.
        base_url: of the interface.
        token_url: gives tokens for an application's id and secret.
        client_id: of the application.
        client_secret: of the application.
        user_agent: sent instead of the client's own.
    """

    def __init__(  # noqa: PLR0913  # each is said by name
        self,
        client: Client,
        *,
        base_url: str,
        token_url: str,
        client_id: str,
        client_secret: SecretStr,
        user_agent: str | None,
    ) -> None:
        self.client = client
        self._root, self._token_url = base_url.rstrip("/"), token_url
        self._id, self._secret = client_id, client_secret
        self._agent = {"user-agent": user_agent} if user_agent else {}
        self._token: str | None = None

    def get(self, path: str, params: Mapping[str, str]) -> Answer:
        """Return what Reddit answers to `path`.

        Raises:
            CollectorError: as `Client.get` does.
        """
        # without raw_json the words come with their <, > and & escaped
        asked = {**params, "raw_json": "1"}
        url = f"{self._root}{path}"
        return self._asked(
            lambda headers: self.client.get(url, params=asked, headers=headers, robots=False)
        )

    def post(self, path: str, form: Mapping[str, Any]) -> Answer:
        """Return what Reddit answers to a question too long for an address.

        Raises:
            CollectorError: as `Client.post` does.
        """
        url = f"{self._root}{path}?raw_json=1"
        return self._asked(
            lambda headers: self.client.post(
                url, form=form, headers=headers, robots=False, idempotent=True
            )
        )

    def _asked(self, ask: Callable[[Mapping[str, str]], Answer]) -> Answer:
        headers = self._headers()
        try:
            return ask(headers)
        except Refused as error:
            if error.status != UNAUTHORIZED:
                raise
        self._token = None  # they last a day, or less where Reddit withdraws them
        return ask(self._headers())

    def _headers(self) -> Mapping[str, str]:
        if self._token is None:
            self._token = self._new_token()
        return {**self._agent, "authorization": f"Bearer {self._token}"}

    def _new_token(self) -> str:
        """Return a token.

        Raises:
            Refused: Reddit gives none to this application.
        """
        pair = f"{self._id}:{self._secret.get_secret_value()}".encode()
        basic = {**self._agent, "authorization": f"Basic {base64.b64encode(pair).decode()}"}
        form = {"grant_type": "client_credentials"}
        answer = self.client.post(
            self._token_url, form=form, headers=basic, robots=False, idempotent=True
        )
        told = fields(answer.json())
        token = words(told, "access_token")
        if token is None or not token.isascii() or not token.isprintable():
            why = words(told, "error", "message") or "no token in its answer"
            raise Refused(self._token_url, status=UNAUTHORIZED, detail=why[:500])
        return token
