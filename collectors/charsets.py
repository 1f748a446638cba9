"""Bytes to text, by what the web means when it names a charset."""

import codecs
import re
from collections.abc import Iterator

import webencodings  # type: ignore[import-untyped]  # it has no types
from charset_normalizer import from_bytes

# Sites that say gb2312 write GBK or GB18030, and so on: https://encoding.spec.whatwg.org/#names-and-labels
MEANT: dict[str, tuple[str, ...]] = {
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "gb_2312-80": ("gb18030",),
    "x-gbk": ("gb18030",),
    "cp936": ("gb18030",),
    "big5": ("cp950", "big5hkscs"),
    "big5-hkscs": ("big5hkscs", "cp950"),
    "x-x-big5": ("cp950", "big5hkscs"),
    "iso-8859-1": ("cp1252",),
    "iso8859-1": ("cp1252",),
    "latin1": ("cp1252",),
    "latin-1": ("cp1252",),
    "us-ascii": ("cp1252",),
    "ascii": ("cp1252",),
    "utf8": ("utf-8",),
    "unicode": ("utf-16",),
}

LIKELY = ("gb18030", "cp1252", "big5", "shift_jis", "cp1251", "euc_jp", "euc_kr", "utf_16")
"""Charsets that undeclared text is seen in, likelier first; a free guess takes odd ones."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_INSIDE = re.compile(
    rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_NO_TEXT = frozenset({"replacement", "x-user-defined"})
_HEAD_BYTES = 4096
_GUESS_BYTES = 100_000
_BAD_SHARE = 0.01
_SURE_BYTES = 16


def decode(content: bytes, *, declared: str | None = None) -> str:
    """Return `content` as text: BOM, then `declared`, then what it says inside, then a guess.

    What is UTF-8 beyond doubt is read so, whatever is declared.

    A charset under which more than one character in a hundred is illegal is taken for a mistake
    and the next one is tried. Whatever cannot be read at last is U+FFFD; nothing is raised.
    """
    for charset in _candidates(content, declared):
        text = _try(content, charset)
        if text is not None and _good(text):
            return text
    return _guess(content)


def bom_charset(content: bytes) -> str | None:
    """Return the codec that the byte order mark at the start of `content` stands for."""
    return next((charset for bom, charset in BOMS if content.startswith(bom)), None)


def _candidates(content: bytes, declared: str | None) -> Iterator[str]:
    if marked := bom_charset(content):
        yield marked
    if _is_surely_utf8(content):
        yield "utf-8"
    if declared:
        yield from _meant(declared)
    if found := _INSIDE.search(content[:_HEAD_BYTES]):
        yield from _meant(found[1].decode("ascii"))
    yield "utf-8"


def _is_surely_utf8(content: bytes) -> bool:
    """Return whether all of it is UTF-8 and much of it could hardly be so by chance.

    Servers put charsets of their own into headers; two characters of GBK may be UTF-8 as well,
    eight and everything else are not.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(content) - len(text) >= _SURE_BYTES  # bytes beyond the first of each character


def _meant(label: str) -> tuple[str, ...]:
    """Return the codecs that a label stands for on the web; none for one that it does not know.

    Python's own codecs are more than charsets: some take hours for what a site may send them.
    """
    name = label.strip().strip("\"'").lower()
    known = None if name in MEANT else webencodings.lookup(name)
    if known is None or known.name in _NO_TEXT:
        return MEANT.get(name, ())
    return (known.codec_info.name,)


def _try(content: bytes, charset: str) -> str | None:
    try:
        return content.decode(charset, errors="replace")
    except UnicodeError:  # some are not forgiving though they are asked to be
        return None


def _good(text: str) -> bool:
    return text.count("\ufffd") <= len(text) * _BAD_SHARE


def likely_charset(content: bytes) -> str:
    """Return the charset that `content`, which names none and is no UTF-8, is most likely in."""
    matches = from_bytes(content[:_GUESS_BYTES], cp_isolation=list(LIKELY))
    ranked = sorted(matches, key=lambda one: (round(one.chaos, 2), LIKELY.index(one.encoding)))
    return ranked[0].encoding if ranked else "utf-8"


def _guess(content: bytes) -> str:
    return content.decode(likely_charset(content), errors="replace")
