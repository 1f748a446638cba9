"""The parts of Mastodon's API that are read: timelines, accounts, statuses and their threads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from pydantic import SecretStr

from collectors.answer import Answer
from collectors.errors import (
    BadRequest,
    Blocked,
    CollectorError,
    Gone,
    NotThisFormat,
    Refused,
    Resting,
    Throttled,
)
from collectors.fields import fields, objects, reference, words
from collectors.http import Client
from collectors.links import next_link, stays

PAGE_SIZE = 40
"""Statuses a page: the most that an instance gives."""
AT_ONCE = 20
"""Statuses that may be asked for by id in one request (Mastodon 4.3 and later)."""

_UNPROCESSABLE = 422
_REMEDY = "its instance may let in who gives an access_token"


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance, as it answers `client`."""

    client: Client
    base_url: str
    token: SecretStr | None = None

    @property
    def root(self) -> str:
        """Return where its API begins."""
        return f"{self.base_url.rstrip('/')}/api/v1"

    def statuses_at(self, url: str) -> tuple[list[Any], str | None]:
        """Return one page of a timeline, and the address of the next older one.

        Raises:
            BadRequest: the address, or the next one, is of another host.
            NotThisFormat: it is no timeline.
        """
        if not stays(self.base_url, url):
            # a mark of the time when the source led to another instance
            raise BadRequest(url, why="it is not of this instance")
        answer = self._answer(url)
        return _listed(answer), self._following(answer)

    def account_id(self, acct: str) -> str:
        """Return the id that the instance has given to an account.

        Raises:
            NotThisFormat: it does not say one.
        """
        lookup = f"{self.root}/accounts/lookup?acct={quote(acct, safe='@')}"
        found = reference(fields(self._answer(lookup).json()), "id")
        if found is None:
            raise NotThisFormat(self.base_url, expected="an account", why="it has no id")
        return quote(found, safe="")

    def status(self, status_id: str) -> dict[str, Any]:
        """Return one status.

        Raises:
            Gone: it was deleted, or is no longer public.
            NotThisFormat: the answer is no status.
        """
        answer = self._answer(self._status_url(status_id))
        found = fields(answer.json())
        if "id" not in found:
            raise NotThisFormat(answer.url, expected="a status", why="it has no id")
        return found

    def statuses(self, ids: Iterable[str]) -> Mapping[str, dict[str, Any]] | None:
        """Return those of the statuses that are there, by id; None where it must be one by one."""
        asked = "&".join(f"id[]={quote(one, safe='')}" for one in ids)
        try:
            found = self._answer(f"{self.root}/statuses?{asked}").json()
        except (Resting, Throttled):
            raise
        except CollectorError:
            return None
        if not isinstance(found, list):
            return None
        return {name: one for one in objects(found) if (name := reference(one, "id"))}

    def thread(self, status_id: str) -> tuple[list[Any], list[Any]]:
        """Return what a status answers to, the first first, and what was answered to it.

        Raises:
            Gone: the status is no more.
            NotThisFormat: the answer is no thread.
        """
        answer = self._answer(f"{self._status_url(status_id)}/context")
        found = fields(answer.json())
        above, below = found.get("ancestors"), found.get("descendants")
        if not isinstance(above, list) or not isinstance(below, list):
            raise NotThisFormat(answer.url, expected="a thread", why=_complaint(found))
        return above, below

    def _status_url(self, status_id: str) -> str:
        return f"{self.root}/statuses/{quote(status_id, safe='')}"

    def _answer(self, url: str) -> Answer:
        headers = {"accept": "application/json"}
        if self.token:
            headers["authorization"] = f"Bearer {self.token.get_secret_value().strip()}"
        try:
            return self.client.get(url, headers=headers)
        except (BadRequest, Refused) as error:
            # 422: the public preview is switched off (timelines.md, "Access")
            if isinstance(error, BadRequest) and error.status != _UNPROCESSABLE:
                raise
            status = error.status or _UNPROCESSABLE
            raise Refused(url, status=status, detail=error.detail, remedy=_REMEDY) from error

    def _following(self, answer: Answer) -> str | None:
        """Return where a page is followed by the next: on this instance, however it calls itself.

        Raises:
            BadRequest: it points to another host.
        """
        following = next_link(answer)
        if following is None:
            return None
        if _host(following) not in {_host(answer.url), _host(self.base_url)}:
            raise BadRequest(answer.url, why=f"its next page is on another host: {following}")
        # behind a proxy, instances may call themselves http, or by another name
        ours = urlsplit(self.base_url)
        return urlsplit(following)._replace(scheme=ours.scheme, netloc=ours.netloc).geturl()


def raise_if_no_api(error: Gone) -> None:
    """Do nothing where it is the instance's API that says "not found": it says so in JSON.

    Raises:
        Blocked: a page says so, of a login or of what stands in for the instance.
    """
    if error.detail.lstrip().startswith("<"):
        raise Blocked(error.url, why="a page where the API was due") from error


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _listed(answer: Answer) -> list[Any]:
    found = answer.json()
    if isinstance(found, list):
        return found
    raise NotThisFormat(answer.url, expected="a timeline", why=_complaint(found))


def _complaint(found: Any) -> str:
    return (words(fields(found), "error") or f"it is a {type(found).__name__}")[:200]
