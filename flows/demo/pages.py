"""The HTML that all sites of the demo share."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from flows.demo.posts import DemoPost
from flows.demo.serving import Answer

SHANGHAI = ZoneInfo("Asia/Shanghai")

STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color:#222}article{border-top:1px solid #ddd;padding:.8rem 0}small{color:#777}"
    "a{color:#0a6a6a}nav{margin:1rem 0}"
)


def page(title: str, body: str, *, head: str = "", status: int = 200) -> Answer:
    """Return a whole HTML page; `title` is escaped, `body` and `head` are HTML."""
    html = (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>{head}</head>\n"
        f"<body><h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    )
    return Answer(html, status=status)


def not_found() -> Answer:
    """Return the page for addresses that lead nowhere."""
    return page("404 找不到", "<p>这里什么也没有。Nothing here.</p>", status=404)


def links(rows: Iterable[tuple[str, str]]) -> str:
    """Return (address, words) pairs as a list."""
    items = (f'<li><a href="{escape(href)}">{escape(words)}</a></li>' for href, words in rows)
    return f"<ul>{''.join(items)}</ul>"


def paragraphs(text: str) -> str:
    """Return `text` as HTML, a paragraph a line."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))


def local(moment: datetime) -> str:
    """Return `moment` as sites in China write it: ISO 8601 with their offset."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds")


def shown(moment: datetime) -> str:
    """Return `moment` for readers: `2026-10-03 12:34`, Beijing time."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def article(post: DemoPost, *, name: str, body: str = "") -> str:
    """Return one post for readers."""
    title = f"<h2>{escape(post.title)}</h2>" if post.title else ""
    byline = f"<small>{escape(name)} · {shown(post.published_at)}</small>"
    return f'<article id="{post.id}">{title}{body or paragraphs(post.text)}{byline}</article>'
