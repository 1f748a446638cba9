"""What shops print in place of the words of customers who wrote none."""

import re
from collections.abc import Iterator

from collectors.fields import Fields, published
from collectors.post import Post
from collectors.texts import from_html
from collectors.times import When

_WORDLESS = re.compile(
    r"(?:此用户|该用户|用户|买家|评价方|会员)?(?:没有|未|尚未|未及时)(?:及时)?(?:填写|做出|作出|写下?|留下)?"
    r"(?:任何|文字)?(?:评价|评论)(?:内容|文字)?"
)
_BY_DEFAULT = re.compile(r"(?:系统)?(?:自动)?默认好评|系统默认评价")
_ENDS = " \n,，.。!！;；~"


def customer_words(written: str) -> str:
    """Return the words of a review, empty where the shop says that there are none."""
    text = from_html(written)
    rest = _BY_DEFAULT.sub("", _WORDLESS.sub("", text)).strip(_ENDS)
    return text if rest else ""


def is_by_default(written: str) -> bool:
    """Return whether the rating was given by the shop's clock, not by a customer."""
    return bool(_BY_DEFAULT.search(written)) and not customer_words(written)


def added_later(
    first: Post, name: str, raw: str, when: When | None, common: Fields
) -> Iterator[Post]:
    """Yield what a customer added to a review, if it has words, as an answer to the review.

    Args:
        first: the review.
        name: what the addition is called among those of the review.
        raw: its words as received.
        when: the moment.
        common: parts of `Post` that it shares with the review.
    """
    if text := customer_words(raw):
        yield Post(
            id=f"{first.id}/{name}",
            kind="review",
            text=text,
            raw_text=raw,
            parent_id=first.id,
            thread_id=first.id,
            **published(when),
            **common,
        )
