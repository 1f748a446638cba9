import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from replaying import Replay, exchange

from collectors.errors import CollectorError, NotThisFormat
from collectors.http import Client
from collectors.service_account import ServiceAccount

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
TOKENS = "https://tokens.example/token"


def pem(key: Any) -> str:
    made: bytes = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return made.decode()


def key_file(folder: Path, **changed: Any) -> Path:
    told = {"client_email": "a@b.example", "private_key_id": "k1", "private_key": pem(KEY)}
    path = folder / "key.json"
    path.write_text(json.dumps({**told, **changed}))
    return path


def part(token: str, number: int) -> Any:
    coded = token.split(".")[number]
    return json.loads(urlsafe_b64decode(coded + "=" * (-len(coded) % 4)))


def test_what_is_signed_can_be_checked_with_the_public_key(tmp_path: Path) -> None:
    signed = ServiceAccount.read(key_file(tmp_path)).signed({"aud": TOKENS}, now=NOW)
    words, _, signature = signed.rpartition(".")
    made = urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    KEY.public_key().verify(made, words.encode(), PKCS1v15(), SHA256())
    assert part(signed, 0) == {"alg": "RS256", "typ": "JWT", "kid": "k1"}
    issued = int(NOW.timestamp())
    claims = {"iss": "a@b.example", "iat": issued, "exp": issued + 3600, "aud": TOKENS}
    assert part(signed, 1) == claims


def test_a_signed_token_is_changed_for_one_that_opens(tmp_path: Path, client: Client) -> None:
    answer = exchange(TOKENS, {"access_token": "open", "expires_in": 3599}, method="POST")
    account = ServiceAccount.read(key_file(tmp_path))
    with Replay([answer]) as site:
        token = account.token(client, f"{site.url}/token", scope="read", now=NOW)
        body = parse_qs(site.requests[0][3].decode())
    assert token == "open"
    assert body["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    assert part(body["assertion"][0], 1)["scope"] == "read"
    assert part(body["assertion"][0], 1)["aud"] == f"{site.url}/token"


@pytest.mark.parametrize("told", [{}, {"access_token": None}, {"access_token": "a\nb"}, [], "x"])
def test_an_answer_without_a_token_is_told(tmp_path: Path, client: Client, told: Any) -> None:
    account = ServiceAccount.read(key_file(tmp_path))
    with (
        Replay([exchange(TOKENS, told if told != "x" else '"x"', method="POST")]) as site,
        pytest.raises(NotThisFormat, match="access_token"),
    ):
        account.token(client, f"{site.url}/token", scope="read", now=NOW)


@pytest.mark.parametrize(
    "changed",
    [
        {"private_key": "-----BEGIN PRIVATE KEY-----\nspoilt\n-----END PRIVATE KEY-----\n"},
        {"private_key": None},
        {"private_key": pem(ec.generate_private_key(ec.SECP256R1()))},
        {"client_email": ""},
    ],
    ids=["spoilt", "none", "elliptic", "nameless"],
)
def test_a_file_that_is_no_key_file_is_told_without_its_content(
    tmp_path: Path, changed: dict[str, Any]
) -> None:
    with pytest.raises(NotThisFormat, match="key file of a service account") as error:
        ServiceAccount.read(key_file(tmp_path, **changed))
    assert "BEGIN" not in str(error.value)
    assert error.value.__cause__ is None


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotThisFormat, match="FileNotFoundError"):
        ServiceAccount.read(tmp_path / "none.json")


def test_the_key_is_not_shown(tmp_path: Path) -> None:
    assert "key=" not in repr(ServiceAccount.read(key_file(tmp_path)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.binary(max_size=200))
def test_any_file_is_a_key_file_or_our_own_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.json"
    path.write_bytes(content)
    with pytest.raises(CollectorError):
        ServiceAccount.read(path)
