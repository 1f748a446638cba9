"""What a JSON source is asked, and where its next answer is."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self
from urllib.parse import urljoin

from pydantic import BaseModel, BeforeValidator, Field, SecretStr, model_validator

from collectors.addresses import clean_address
from collectors.answer import Answer
from collectors.asked import target
from collectors.declared.json_items import words
from collectors.declared.pairs import Body, Headers, Params, SecretHeaders
from collectors.declared.paths import JsonPath, at
from collectors.errors import BadRequest, Blocked
from collectors.http import Client
from collectors.links import next_link, stays
from collectors.post import digest
from collectors.sources.settings import WebAddress

Paging = Literal["none", "page", "offset", "cursor", "link", "next"]

_NEEDS: Mapping[str, tuple[str, ...]] = {
    "cursor": ("cursor_param", "cursor_path"),
    "next": ("next_path",),
}
_FIRST: Mapping[str, int] = {"page": 1, "offset": 0}
_END = frozenset({"", "0"})
_NOT_WELL = (None, False, 0, "")
_COMPLAINTS = ("error", "errors", "error_description")
_MESSAGES = (
    "message",
    "msg",
    "error_description",
    "error.message",
    "error",
    "errors[0].message",
    "detail",
)

Written = Annotated[
    str | int | None,
    BeforeValidator(lambda value: json.dumps(value) if isinstance(value, bool) else value),
]
"""Words or a number; truth as JSON writes it."""


class Asking(BaseModel):
    """Where a source is, what it is told, and how it pages."""

    url: WebAddress = Field(description="Address that answers in JSON.")
    params: Params = Field({}, description="Parameters of the address; never secrets.")
    body: Body | None = Field(
        None, description="JSON object that is posted, paging included; without one it is a GET."
    )
    headers: Headers = Field({}, description="Headers that are sent along.")
    secret_headers: SecretHeaders = Field(
        {}, description="The same for keys and the like; they are shown nowhere."
    )
    token: SecretStr | None = Field(None, description="Sent as Authorization: Bearer.")
    paging: Paging = Field(
        "none",
        description="Where the next answer is: a page number or an offset in a parameter, a cursor"
        " from the answer in a parameter, the Link header, or an address in the answer (next).",
    )
    page_param: str | None = Field(
        None, min_length=1, description="Parameter of page or offset; named so if not given."
    )
    first_page: int | None = Field(None, ge=0, description="First page (1) or offset (0).")
    size_param: str | None = Field(None, min_length=1, description="Parameter of the page's size.")
    size: int | None = Field(None, ge=1, description="Items to ask for in one answer.")
    cursor_param: str | None = Field(None, min_length=1, description="Parameter of the cursor.")
    cursor_path: JsonPath | None = Field(
        None, description="Where the answer has the cursor of the next one."
    )
    next_path: JsonPath | None = Field(
        None, description="Where the answer has the address of the next one."
    )
    ok_path: JsonPath | None = Field(
        None, description="What in the answer says that all is well, such as code."
    )
    ok_value: Written = Field(
        None, description="What it then says, such as 0; without it anything but 0, false and null."
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [name for name in _NEEDS.get(self.paging, ()) if not getattr(self, name)]
        if missing:
            msg = f"paging = {self.paging!r} needs {' and '.join(missing)}"
            raise ValueError(msg)
        if (self.size is None) != (self.size_param is None):
            msg = "size and size_param belong together"
            raise ValueError(msg)
        return self

    @property
    def asked(self) -> str:
        """Return the question, without what it changes from page to page."""
        url = clean_address(str(target(self.url, self.params)))
        return url if self.body is None else f"{url} {digest(json.dumps(self.body))}"

    @property
    def first(self) -> str:
        """Return where the first answer is, as `ask` takes it."""
        if self.paging in _FIRST:
            return str(_FIRST[self.paging] if self.first_page is None else self.first_page)
        return "" if self.paging == "cursor" else self.url

    def ask(self, client: Client, token: str) -> Answer:
        """Return the answer at `token`: a page, an offset, a cursor or an address.

        Raises:
            BadRequest: the address is of another server than `url`: ours alone get our secrets.
            CollectorError: as the client raises it.
        """
        told = self._told(token)
        params = {**self.params, **({} if self.body is not None else _as_text(told))}
        # an address that the source gave is asked as it is
        is_ours = self._counts or token == self.url
        if not (is_ours or stays(self.url, token)):
            raise BadRequest(token, why="it is not of the server that url names")
        url = str(target(self.url, params)) if is_ours else token
        if self.body is None:
            return client.get(url, headers=self._headers())
        body = {**self.body, **told}
        return client.post(url, json=body, headers=self._headers(), idempotent=True)

    def following(self, answer: Answer, read: Any, token: str, *, items: int) -> str | None:
        """Return where the next answer is; None at the end.

        Args:
            answer: the last one.
            read: what it said.
            token: where it was.
            items: how many it held; pages and offsets end with the first that is empty.
        """
        if self.paging in _FIRST:
            step = 1 if self.paging == "page" else items
            return str(int(token) + step) if items else None
        if self.paging == "link":
            return next_link(answer)
        found = at(self.cursor_path if self.paging == "cursor" else self.next_path, read)
        written = words(found) if not isinstance(found, list) else None
        if written is None or written.strip() in _END or self.paging == "none":
            return None
        return written if self.paging == "cursor" else _joined(answer.url, written.strip())

    def raise_unless_ok(self, answer: Answer, read: Any) -> None:
        """Do nothing where the answer says that all is well, or is not asked whether.

        Raises:
            Blocked: it says something else.
        """
        if self.ok_path is None:
            return
        said = at(self.ok_path, read)
        fine = _text(said) == _text(self.ok_value)
        if self.ok_value is None:
            fine = said not in _NOT_WELL
        if not fine:
            why = f"{self.ok_path} is {_text(said)[:100]}{message_in(read)}"
            raise Blocked(answer.url, why=why)

    @property
    def _counts(self) -> bool:
        return self.paging in _FIRST or self.paging == "cursor"

    def _told(self, token: str) -> dict[str, Any]:
        """Return what this one answer is asked for: its place and its size."""
        told: dict[str, Any] = {self.size_param: self.size} if self.size_param else {}
        if self.paging in _FIRST:
            told[self.page_param or self.paging] = int(token)
        elif self.paging == "cursor" and token and self.cursor_param:
            told[self.cursor_param] = token
        return told

    def _headers(self) -> dict[str, str]:
        # pasted secrets often end with a newline, which no header may have
        secret = {name: one.get_secret_value().strip() for name, one in self.secret_headers.items()}
        token = (self.token.get_secret_value() if self.token else "").strip()
        bearer = {"authorization": f"Bearer {token}"} if token else {}
        return {"accept": "application/json", **self.headers, **secret, **bearer}


def message_in(read: Any) -> str:
    """Return what an answer says in words, after a colon; nothing where it says nothing."""
    said = (words(at(path, read)) for path in _MESSAGES)
    found = next((one.strip() for one in said if one and one.strip()), "")
    return f": {found[:200]}" if found else ""


def complains(read: Any) -> bool:
    """Return whether an answer names an error, whatever its status says."""
    return isinstance(read, dict) and any(map(read.get, _COMPLAINTS))


def _as_text(told: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in told.items()}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _joined(base: str, href: str) -> str | None:
    try:
        return urljoin(base, href)
    except ValueError:
        return None
