"""What the wording around a judgement makes of it, where that says more than its words."""

import re
from typing import Final

SURE: Final = 0.9
"""How much is said where a wording leaves no doubt of the direction."""
_SPARED: Final = 0.8
"""Praise that lies in a flaw which is not there: 不偏黄."""
_COMPARED: Final = re.compile(r"(?<![性对占配])比(?![较如例赛亚心价划])[^，,。.!！?？;；]{1,10}$")
_UNEQUAL: Final = re.compile(r"没有?[^，,。.!！?？;；]{2,8}$")
_ENDS: Final = re.compile(r"[了啊呢吧]?(?:[，,。.!！?？;；、\s]|$)")
_SOON: Final = re.compile(r"[天次月周回年时钟下用完了]就$")
_PROMISED: Final = re.compile(
    r"说好|说是|说的是|承诺|保证|号称|宣称|标榜|宣传|吹嘘|吹得|吹的|答应"
    r"|\b(?:promised|claim(?:s|ed)?|advertised|supposed to)\b"
)
_BROKEN: Final = re.compile(
    r"[^。！？!?\n]{0,12}?(?:结果|却|让我|要我|根本|压根|实际|其实|可是|但|谁知|才发现|居然|竟然"
    r"|就[坏断裂掉没不死破散])"
    r"|[^.!?\n]{0,12}?\b(?:but|yet|instead|never|actually)\b"
)
_LEAST: Final = 2  # characters of the shortest of these wordings
_ABSENT: Final = ("不", "没", "没有", "无")
_ASKED: Final = ("才怪", "吗", "么")


def settled(  # noqa: PLR0913  # where a judgement stands
    sign: float, text: str, *, start: int, core: int, end: int, negated: bool
) -> float:
    """Return how a judgement judges, given where it stands.

    Args:
        sign: what its words say, -1 to 1.
        text: the clean text, plain.
        start: where its clause begins.
        core: where the judging word begins, without what changes it.
        end: where it ends.
        negated: whether a negation has turned it already.
    """
    ahead = text[start:core]
    if len(ahead) < _LEAST:
        return sign
    if sign > 0 and _PROMISED.search(ahead) and _BROKEN.match(text, end):
        return -SURE
    if "没" in ahead and _UNEQUAL.search(ahead):
        if negated:
            return SURE if sign > 0 else -SURE
        return -SURE if sign > 0 and end == core + 1 and _ENDS.match(text, end) else sign
    if ("比" in ahead and _COMPARED.search(ahead)) or (sign < 0 and _SOON.search(ahead[-2:])):
        return SURE if sign > 0 else -SURE
    return sign


def spared(text: str, core: int, end: int) -> float | None:
    """Return how much praise lies in a flaw that is right behind a negation; None if it is not.

    Args:
        text: the clean text, plain.
        core: where the flaw begins.
        end: where it ends.
    """
    ahead = text[max(core - 2, 0) : core]
    asked = text[core:end] == text[2 * core - 1 - end : core - 1] if 2 * core > end else False
    if asked or not ahead.endswith(_ABSENT) or text.startswith(_ASKED, end):
        return None
    return _SPARED
