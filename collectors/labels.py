"""What authors say about themselves beside their names."""

import re

# 摄影师 | 旅行 | 美食: commas and line ends stand in sentences as well
_BETWEEN = re.compile(r"[|｜丨/／、·•]+")
_SENTENCE = re.compile(r"[,，。！!？?；;:：\n]")
_HASHTAG = re.compile(r"#([^#\s]{1,20})#?")
_LONGEST = 8


def labels_in(description: str) -> tuple[str, ...]:
    """Return what a self-description lists, and its hashtags; of sentences nothing is taken.

    A list has at least two parts between bars, slashes or dots, of eight characters at most.
    """
    pieces = [piece.strip() for piece in _BETWEEN.split(_HASHTAG.sub("", description))]
    listed = [piece for piece in pieces if piece]
    short = all(len(one) <= _LONGEST and not _SENTENCE.search(one) for one in listed)
    is_list = short and len(listed) > 1
    return tuple(dict.fromkeys([*(listed if is_list else []), *_HASHTAG.findall(description)]))
