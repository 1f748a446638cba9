"""A server on loopback that streams made-up pages, in a process of its own.

    python benchmarks/collect/serving.py --kind mastodon --posts 1000000 --page 40 [--cpu 1]

Prints its port, then serves until it is killed. Pages are made as they are asked for, newest
first, and are the same every time; a page is one write.
"""

import argparse
import json
import os
import random
import socket
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
WORDS = [
    "壶", "杯", "水", "电", "盖", "把手", "烧得快", "保温", "漏水", "客服", "退货", "发货慢",
    "好用", "一般", "失望", "推荐", "价格", "便宜", "做工",
    "kettle", "lid", "handle", "pours", "boils", "leaks",
    "service", "refund", "slow", "fine", "poor", "again", "never",
]  # fmt: skip


def text_of(number: int) -> str:
    """Return some words, about 60 signs."""
    chance = random.Random(number)
    return " ".join(chance.choices(WORDS, k=chance.randrange(6, 24)))


def moment_of(number: int) -> str:
    """Return when a post was written: one every twenty seconds."""
    return (BEGIN + timedelta(seconds=20 * number)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def status(number: int) -> dict[str, Any]:
    """Return a status as Mastodon gives it."""
    author = number % 20_011
    return {
        "id": str(10**17 + number),
        "uri": f"https://social.example/users/u{author}/statuses/{number}",
        "url": f"https://social.example/@u{author}/{number}",
        "created_at": moment_of(number),
        "edited_at": None,
        "content": f"<p>{text_of(number)} <a href='https://social.example/tags/a'>#<span>a</span>"
        "</a></p>",
        "spoiler_text": "",
        "language": "zh" if number % 3 else "en",
        "account": {"id": str(author), "acct": f"u{author}", "display_name": f"U {author}",
                    "bot": False, "note": "<p>#a</p>", "fields": []},
        "in_reply_to_id": None, "reblog": None, "tags": [{"name": "a"}], "mentions": [],
        "poll": None, "reblogs_count": number % 5, "favourites_count": number % 50,
        "replies_count": number % 3,
    }  # fmt: skip


def mastodon_page(asked: Mapping[str, str], posts: int, page: int) -> tuple[Any, list[str]]:
    """Return a page below `max_id`, and its headers."""
    below = int(asked.get("max_id", 10**17 + posts)) - 10**17
    numbers = range(below - 1, max(-1, below - 1 - page), -1)
    last = 10**17 + numbers[-1] if numbers else 0
    more = f'link: </api/v1/timelines/tag/a?max_id={last}>; rel="next"'
    return [status(one) for one in numbers], [more] if last > 10**17 else []


def json_page(asked: Mapping[str, str], posts: int, page: int) -> tuple[Any, list[str]]:
    """Return a page of plain items by number, and its headers."""
    begin = (int(asked.get("page", "1")) - 1) * page
    numbers = range(posts - 1 - begin, max(-1, posts - 1 - begin - page), -1)
    items = [
        {"id": str(one), "user": f"u{one % 20_011}", "at": moment_of(one), "stars": 1 + one % 5,
         "body": text_of(one), "likes": one % 50}
        for one in numbers
    ]  # fmt: skip
    return {"items": items}, []


PAGES: Mapping[str, Callable[[Mapping[str, str], int, int], tuple[Any, list[str]]]] = {
    "mastodon": mastodon_page,
    "json": json_page,
}


def answer(target: str, *, kind: str, posts: int, page: int) -> bytes:
    """Return the whole answer to one request."""
    parts = urlsplit(target)
    if parts.path == "/robots.txt":
        return b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
    body, headers = PAGES[kind](dict(parse_qsl(parts.query)), posts, page)
    content = json.dumps(body, ensure_ascii=False).encode()
    lines = [
        "HTTP/1.1 200 OK",
        "content-type: application/json; charset=utf-8",
        f"content-length: {len(content)}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def serve(listener: socket.socket, *, kind: str, posts: int, page: int) -> None:
    """Serve one client after the other, each until it hangs up."""
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        buffer = b""
        while more := connection.recv(65_536):
            buffer += more
            while b"\r\n\r\n" in buffer:
                head, _, buffer = buffer.partition(b"\r\n\r\n")
                target = head.split(b" ", 2)[1].decode()
                connection.sendall(answer(target, kind=kind, posts=posts, page=page))
        connection.close()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=PAGES, default="mastodon")
    parser.add_argument("--posts", type=int, required=True)
    parser.add_argument("--page", type=int, default=40)
    parser.add_argument("--cpu", type=int)
    given = parser.parse_args()
    if given.cpu is not None:
        os.sched_setaffinity(0, {given.cpu})
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    serve(listener, kind=given.kind, posts=given.posts, page=given.page)


if __name__ == "__main__":
    main()
