"""Bluesky's XRPC: questions to the public AppView, or through an account's own server."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from pydantic import SecretStr

from collectors.answer import Answer
from collectors.errors import BadRequest, Gone, NotThisFormat, Refused
from collectors.fields import Fields, fields, words
from collectors.http import Client

Parameters = Sequence[tuple[str, str]]

_REMEDY = "it may answer who logs in: give identifier and app_password"
_EXPIRED, _NOT_FOUND = "ExpiredToken", "NotFound"


class Service:
    """Ask one server; where an account is given, log in once, at the first question.

    Args:
        client: through which it is asked.
        base_url: the server that answers without an account.
        auth_url: the account's own server, which is asked everything where there is one.
        account: handle or address, and app password.
    """

    def __init__(
        self,
        client: Client,
        base_url: str,
        *,
        auth_url: str,
        account: tuple[str, SecretStr] | None = None,
    ) -> None:
        self._client, self._account = client, account
        self._root = f"{(auth_url if account else base_url).rstrip('/')}/xrpc"
        self._token: SecretStr | None = None

    def ask(self, method: str, parameters: Parameters) -> Fields:
        """Return the object that a method (its NSID) answers.

        Raises:
            Gone: there is no such post, or no such account.
            NotThisFormat: the answer is no object.
        """
        url = f"{self._root}/{method}?{urlencode(parameters)}"
        try:
            return _object(self._get(url))
        except BadRequest as error:
            if _EXPIRED not in error.detail or not self._account:
                raise _sorted_out(error) from error
        self._token = None
        return _object(self._get(url))

    def _get(self, url: str) -> Answer:
        headers = self._headers()
        try:
            # a documented API for programs: robots.txt speaks of pages
            return self._client.get(url, headers=headers, robots=False)
        except Refused as error:
            if self._account:
                raise
            detail = error.detail
            raise Refused(url, status=error.status, detail=detail, remedy=_REMEDY) from error

    def _headers(self) -> Mapping[str, str]:
        headers = {"accept": "application/json"}
        if self._account:
            self._token = self._token or self._log_in(*self._account)
            headers["authorization"] = f"Bearer {self._token.get_secret_value()}"
        return headers

    def _log_in(self, identifier: str, password: SecretStr) -> SecretStr:
        """Return the token of a new session; servers allow 30 in 5 minutes.

        Raises:
            Refused: they do not know the account, or not by this password.
        """
        answer = self._client.post(
            f"{self._root}/com.atproto.server.createSession",
            json={"identifier": identifier, "password": password.get_secret_value()},
            robots=False,
            idempotent=True,
        )
        token = words(_object(answer), "accessJwt")
        if token is None:
            raise NotThisFormat(answer.url, expected="a session", why="it has no accessJwt")
        return SecretStr(token)


def _object(answer: Answer) -> Fields:
    found: Any = answer.json()
    if not isinstance(found, dict):
        raise NotThisFormat(answer.url, expected="an object", why=f"a {type(found).__name__}")
    return fields(found)


def _sorted_out(error: BadRequest) -> BadRequest | Gone:
    """Return what a 400 means: XRPC has no 404 for what is not there."""
    missing = _NOT_FOUND in error.detail or "Profile not found" in error.detail
    return Gone(error.url, status=404, detail=error.detail) if missing else error
