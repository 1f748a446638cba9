"""Asking Weibo's open platform, and what its error codes mean."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from collectors.errors import (
    BadRequest,
    CollectorError,
    Gone,
    Refused,
    ServerTrouble,
    Throttled,
)
from collectors.fields import fields, words
from collectors.http import Client

# https://open.weibo.com/wiki/Error_code
THROTTLED = frozenset({10022, 10023, 10024})
BUSY = frozenset({10001, 10002, 10003, 10009, 10010, 10011, 21331})
NOT_THERE = frozenset({20003, 20101, 20201})
REFUSED = frozenset({10004, 10005, 10006, 10012, 10013, 10014, *range(21301, 21331), 21332, 21337})
HIDDEN = frozenset({20112, 20130, 20132})
"""Not for us to see: the author's settings say so."""

# https://open.weibo.com/wiki/C/2/statuses/mentions/biz and its neighbours
COMMERCIAL = {
    "comments/show": "comments/show/all",
    "comments/show_batch": "comments/show_batch/biz",
    "comments/timeline": "comments/timeline/biz",
    "statuses/home_timeline": "statuses/home_timeline/biz",
    "statuses/mentions": "statuses/mentions/biz",
    "statuses/repost_timeline": "statuses/repost_timeline/all",
    "statuses/show_batch": "statuses/show_batch/biz",
    "statuses/user_timeline": "statuses/user_timeline/biz",
    "tags/tags_batch": "tags/tags_batch/other",
}
"""What the commercial interface calls the questions of the open one."""

UNAUTHORIZED, FORBIDDEN, NOT_FOUND, BAD_REQUEST, UNAVAILABLE = 401, 403, 404, 400, 503

_NUMBER = re.compile(r"[0-9]{1,9}")
_CODE = re.compile(r'"error_code"\s*:\s*"?(\d{1,9})\b')
_SAID = re.compile(r'"error"\s*:\s*"([^"]{1,300})"')


class Session:
    """One run's way into the open platform.

    Args:
        client: asks.
        base_url: of the interface, such as https://api.weibo.com/2.
        token: of a user who agreed that this application reads what is asked for.
        commercial: whether the address is that of the commercial interface.
    """

    def __init__(
        self, client: Client, *, base_url: str, token: SecretStr, commercial: bool = False
    ) -> None:
        self.client = client
        self._root, self._token = base_url.rstrip("/"), token
        self._names = COMMERCIAL if commercial else {}

    def address(self, path: str) -> str:
        """Return the address of a question."""
        return f"{self._root}/{self._names.get(path, path)}.json"

    def ask(self, path: str, params: Mapping[str, str]) -> Any:
        """Return what Weibo answers, as JSON.

        Raises:
            CollectorError: it answers nothing, or an error.
        """
        headers = {"authorization": f"OAuth2 {self._token.get_secret_value().strip()}"}
        url = self.address(path)
        try:
            found = self.client.get(url, params=params, headers=headers, robots=False).json()
        except (BadRequest, Gone, Refused) as error:
            told = _meaning(url, error.detail)
            raise told or error from error
        code, said = words(fields(found), "error_code"), words(fields(found), "error") or ""
        if code:
            raise _error(url, int(code) if _NUMBER.fullmatch(code) else 0, said)
        return found


def is_deleted(error: CollectorError) -> bool:
    """Return whether Weibo says that there is no such thing (any more).

    A 404 that does not say so may as well come from a wrong address.
    """
    return isinstance(error, Gone) and error.detail.startswith(tuple(map(str, NOT_THERE)))


def is_hidden(error: CollectorError) -> bool:
    """Return whether it is only that a status is not shown to us."""
    return isinstance(error, Refused) and error.detail.startswith(tuple(map(str, HIDDEN)))


def _meaning(url: str, detail: str) -> CollectorError | None:
    """Return the error that an answer's own words mean; None where they have no code."""
    code, said = _CODE.search(detail), _SAID.search(detail)
    return _error(url, int(code[1]), said[1] if said else "") if code else None


def _error(url: str, code: int, said: str) -> CollectorError:
    detail = f"{code} {said}"[:500]
    if code in THROTTLED:
        return Throttled(url, status=FORBIDDEN)
    if code in BUSY:
        return ServerTrouble(url, status=UNAVAILABLE)
    if code in NOT_THERE:
        return Gone(url, status=NOT_FOUND, detail=detail)
    if code in REFUSED or code in HIDDEN:
        status = FORBIDDEN if code in HIDDEN else UNAUTHORIZED
        return Refused(url, status=status, detail=detail)
    return BadRequest(url, why=f"Weibo says {detail[:200]}", status=BAD_REQUEST, detail=detail)
