"""Page designs of our own, as sites of several kinds have them, with what they hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

_HEAD = (
    "<!doctype html><html><head><title>Page</title></head><body>"
    '<nav class="menu"><ul>'
    + "".join(f'<li class="menu-item"><a href="/c{n}">Lamps, part {n}</a></li>' for n in range(9))
    + "</ul></nav><h1>Desk lamp N7</h1>"
)
_FOOT = (
    '<aside class="related-products">'
    + "".join(
        f'<div class="product-card"><a href="/p/{n}">Shelf lamp {n}</a><b>{n}9.90</b></div>'
        for n in range(1, 7)
    )
    + "</aside><footer><ul><li>Imprint</li><li>Terms</li><li>Contact us</li></ul></footer>"
)

WORDS = (
    "The arm stays where I put it, and the switch is easy to find in the dark.",
    "Too bright for the bedroom even on its lowest step, so it went to the office.",
    "Hums a little when it is dimmed; my neighbour's does the same.",
    "Arrived with a scratch, was replaced within three days without a question.",
    "I bought a second one for my daughter, who reads until midnight.",
    "The cable is too short for my desk, otherwise I have nothing to say against it.",
)
CHINESE = (
    "灯臂很稳，开关在黑暗里也好找。",
    "最低一档对卧室来说还是太亮，所以拿到办公室去了。",
    "调暗的时候有一点嗡嗡声，邻居家的也一样。",
    "到货时有一道划痕，三天内就给换了。",
    "又给女儿买了一台，她每天看书到半夜。",
    "线太短了，别的没什么可挑剔的。",
)
NAMES = ("Mira", "Olaf K.", "June", "Tarek", "Inka", "Bo")


@dataclass(frozen=True)
class Design:
    """A page, and what the first of its items says."""

    name: str
    html: str
    items: int
    fields: Mapping[str, object]


def wordpress() -> str:
    def comment(n: int, inner: str = "") -> str:
        return (
            f'<li id="comment-{100 + n}" class="comment even thread-even depth-1">'
            f'<article id="div-comment-{100 + n}" class="comment-body">'
            f'<footer class="comment-meta">'
            f'<div class="comment-author vcard"><img alt="" src="/a{n}.png" class="avatar">'
            f'<b class="fn">{NAMES[n]}</b> <span class="says">says:</span></div>'
            f'<div class="comment-metadata"><a href="/lamp/#comment-{100 + n}">'
            f'<time datetime="2024-05-{10 + n}T08:00:00+00:00">May {10 + n}, 2024 at 8:00 am</time>'
            f'</a></div></footer><div class="comment-content"><p>{WORDS[n]}</p><p>That is all.</p>'
            f'</div><div class="reply"><a class="comment-reply-link" href="?replytocom={100 + n}">'
            f"Reply</a></div></article>{inner}</li>"
        )

    nested = f'<ol class="children">{comment(4)}</ol>'
    listed = comment(0) + comment(1, nested) + comment(2) + comment(3)
    form = '<form id="commentform"><p>Name</p><p>Mail</p><p>Comment</p></form>'
    return f'{_HEAD}<ol class="comment-list">{listed}</ol>{form}{_FOOT}'


def forum() -> str:
    rows = "".join(
        f'<tr class="post-row" data-post-id="{700 + n}"><td class="poster"><a href="/member/{n}">'
        f"{NAMES[n]}</a><br>Posts: {n}12</td><td class='post-cell'><div class='post-date'>"
        f"2024-05-{10 + n} 09:3{n}</div><div class='post-text'>"
        f"{'<blockquote>What was said before.</blockquote>' if n == 2 else ''}{WORDS[n]}</div>"
        f"</td></tr>"
        for n in range(6)
    )
    pages = '<div class="pages"><a href="?page=1">1</a><a class="next" href="?page=2">2</a></div>'
    return f'{_HEAD}<table class="thread"><tbody>{rows}</tbody></table>{pages}{_FOOT}'


def shop() -> str:
    rows = "".join(
        f'<div class="review-item css-1x{n}y2z" data-review-id="R{n}X9">'
        f'<span class="stars stars-{s}">'
        f'</span><h4 class="review-title">{WORDS[n][:14]}</h4><span class="review-author">'
        f"{NAMES[n]}"
        f'</span><span class="review-date">{10 + n} May 2024</span><p class="review-text">'
        f"{WORDS[n]}"
        f'</p><button class="helpful">Helpful ({n * 3})</button></div>'
        for n, s in enumerate((5, 2, 3, 4, 5, 4))
    )
    return f'{_HEAD}<section id="reviews">{rows}</section>{_FOOT}'


def stars() -> str:
    def lit(n: int) -> str:
        return "".join(f'<i class="fa star{" checked" if at < n else ""}"></i>' for at in range(5))

    rows = "".join(
        f"<li><div class='who'><strong class='user'>{NAMES[n]}</strong></div><div>{lit(s)}</div>"
        f"<div class='sc-AxjAm'>{WORDS[n]}</div><small>{n + 1} days ago</small></li>"
        for n, s in enumerate((5, 2, 3, 4, 1, 4))
    )
    return f'{_HEAD}<ul class="opinions">{rows}</ul>{_FOOT}'


def microblog() -> str:
    cards = "".join(
        f'<article data-testid="status" data-id="11{n}22"><header>'
        f'<a href="/@{NAMES[n][:3].lower()}"'
        f' class="display-name">{NAMES[n]}</a> <a class="timestamp" href="/@x/11{n}22">'
        f'<time datetime="2024-05-{20 - n}T10:00:00Z">{n}h</time></a></header>'
        f'<div class="status__content_3fK9x"><p>{WORDS[n]}</p></div><footer>'
        f'<span class="like-count">'
        f'{n}1</span><a href="/reply/11{n}22">Reply</a></footer></article>'
        for n in range(6)
    )
    return f'{_HEAD}<main>{cards}</main><a rel="next" href="/older?max=11522">More</a>{_FOOT}'


def chinese_forum() -> str:
    when = ("刚刚", "5分钟前", "3小时前", "昨天 18:12", "05-12 09:30", "2023-12-30 20:01")
    floors = "".join(
        f'<div class="l_post" id="post_{900 + n}"><div class="d_author"><a class="p_author_name"'
        f' href="/home/main?un={n}">{name}</a></div><div class="d_post_content">{CHINESE[n]}</div>'
        f'<div class="tail"><span class="floor">{n + 1}楼</span><span class="tail-time">'
        f"{when[n]}</span>"
        f'<a class="zan" href="#">赞({n})</a></div></div>'
        for n, name in enumerate(("林小满", "周舟", "阿青", "老陈", "何如", "小K"))
    )
    return f'{_HEAD}<div class="p_postlist">{floors}</div><a href="/t/1?pn=2">下一页</a>{_FOOT}'


def bare_list() -> str:
    rows = "".join(
        f"<li>{WORDS[n]}<br>by <em>{NAMES[n]}</em>, May {10 + n}, 2024</li>" for n in range(6)
    )
    return f'{_HEAD}<ul class="guestbook">{rows}</ul>{_FOOT}'


_MADE: tuple[tuple[Callable[[], str], int, dict[str, object]], ...] = (
    (
        wordpress,
        5,
        {
            "id": "comment-100",
            "author": "Mira",
            "day": "2024-05-10",
            "text": f"{WORDS[0]}\n\nThat is all.",
            "kind": "comment",
        },
    ),
    (forum, 6, {"id": "700", "author": "Mira", "day": "2024-05-10", "text": WORDS[0]}),
    (
        shop,
        6,
        {
            "id": "R0X9",
            "author": "Mira",
            "day": "2024-05-10",
            "text": WORDS[0],
            "rating": 5.0,
            "kind": "review",
            "likes": 0,
        },
    ),
    (
        stars,
        6,
        {"author": "Mira", "day": "2024-05-19", "text": WORDS[0], "rating": 5.0, "kind": "review"},
    ),
    (
        microblog,
        6,
        {"id": "11022", "author": "Mira", "day": "2024-05-20", "text": WORDS[0], "likes": 1},
    ),
    (
        chinese_forum,
        6,
        {"id": "post_900", "author": "林小满", "day": "2024-05-20", "text": CHINESE[0], "likes": 0},
    ),
    (bare_list, 6, {"author": "Mira"}),
)

DESIGNS = tuple(Design(make.__name__, make(), items, fields) for make, items, fields in _MADE)
