"""What of a repost its author said: Weibo writes the words of others behind one's own."""

import re
import unicodedata

# own words//@ann:earlier words//@bob:words before those
_OTHERS = re.compile(r"(?<!http:)(?<!https:)[/／]{2}[^\S\n]*[@＠]")
_ANSWERING = re.compile(r"(?:回复|回覆|Reply to)[^\S\n]*[@＠][^:：\n]{1,40}[:：]\s*", re.IGNORECASE)

# what the platform writes for those who write nothing
_NOTHING = frozenset({
    "转发微博", "轉發微博", "转发", "轉發", "快转微博", "快轉微博", "repost", "reposted", "forward",
})  # fmt: skip
_ENDS = ".。!！~～…,，:： \n\t"


def own_words(text: str) -> str:
    """Return the words of `text` (without markup) that its author wrote, empty if there are none.

    That is what stands before the first `//@name:`, without the `回复@name:` that says who is
    answered, and nothing where it only says that it is a repost (转发微博). Emoji are words.
    Applied twice it changes nothing more.
    """
    before = _OTHERS.split(text, maxsplit=1)[0].strip()
    while found := _ANSWERING.match(before):
        before = before[found.end() :]
    return "" if is_bare_repost(before) else before.strip()


def is_bare_repost(words: str) -> bool:
    """Return whether `words` say nothing but that something is passed on, or nothing at all."""
    plain = unicodedata.normalize("NFKC", words).strip(_ENDS).casefold()
    return not words.strip() or plain in _NOTHING
