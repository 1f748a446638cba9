"""Access to Google's interfaces by the key file of a service account.

A token signed with the account's key is changed for one that opens the interface (RFC 7523;
https://developers.google.com/identity/protocols/oauth2/service-account#httprest).
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from collectors.errors import NotThisFormat
from collectors.fields import fields, words
from collectors.http import Client

LIFE_S = 3600
"""Seconds that a token lives: the most that Google allows."""

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """Name and key of a service account.

    Attributes:
        email: the account's name.
        key_id: which of its keys it is; None when the file does not say.
        key: signs for it; never shown.
    """

    email: str
    key_id: str | None
    key: RSAPrivateKey = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the account of a key file as Google's console gives it.

        Raises:
            NotThisFormat: there is no such file, or it is not one; nothing of it is told.
        """
        try:
            told = fields(json.loads(path.read_text("utf-8")))
            key = load_pem_private_key(str(told["private_key"]).encode(), password=None)
        except (OSError, LookupError, TypeError, ValueError, UnsupportedAlgorithm) as error:
            raise _unfit(path, type(error).__name__) from None
        email = words(told, "client_email")
        if email is None or not isinstance(key, RSAPrivateKey):
            raise _unfit(path, "it has no client_email, or its key is not RSA")
        return cls(email, words(told, "private_key_id"), key)

    def token(self, client: Client, url: str, *, scope: str, now: datetime) -> str:
        """Return what opens `scope` for the next hour.

        Args:
            client: asks for it.
            url: where tokens are given out.
            scope: what it is to open.
            now: the present (aware).

        Raises:
            CollectorError: none was given.
        """
        signed = self.signed({"scope": scope, "aud": url}, now=now)
        form = {"grant_type": _GRANT, "assertion": signed}
        answer = client.post(url, form=form, robots=False, idempotent=True)
        token = words(fields(answer.json()), "access_token")
        if token is None or not token.isprintable():
            raise NotThisFormat(answer.url, expected="a token", why="it has no access_token")
        return token

    def signed(self, claims: Mapping[str, Any], *, now: datetime) -> str:
        """Return `claims` of this account, signed (a JSON Web Token, RS256)."""
        issued = int(now.timestamp())
        head = {"alg": "RS256", "typ": "JWT", **({"kid": self.key_id} if self.key_id else {})}
        body = {"iss": self.email, "iat": issued, "exp": issued + LIFE_S, **claims}
        words_ = f"{_coded(json.dumps(head).encode())}.{_coded(json.dumps(body).encode())}"
        signature = self.key.sign(words_.encode(), PKCS1v15(), SHA256())
        return f"{words_}.{_coded(signature)}"


def _coded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _unfit(path: Path, why: str) -> NotThisFormat:
    return NotThisFormat(str(path), expected="the key file of a service account", why=why)
