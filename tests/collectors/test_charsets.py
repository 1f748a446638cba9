import codecs
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.charsets import decode

ZH = "这款手机的屏幕很亮，电池也够用一整天。"
TW = "這支手機的螢幕很亮，電池也夠用一整天。"


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        (ZH, "gb18030", "gb2312"),
        (ZH + "€𠀀", "gb18030", "GBK"),
        (TW, "cp950", "big5"),
        (TW + "嘅", "big5hkscs", "Big5-HKSCS"),
        ("naïve “quoted” – 5€", "cp1252", "iso-8859-1"),
        ("Отличный магазин", "cp1251", "windows-1251"),
        (ZH, "utf-8", '"UTF-8"'),
    ],
)
def test_a_declared_charset_is_read_as_the_web_means_it(
    text: str, codec: Any, declared: Any
) -> None:
    assert decode(text.encode(codec), declared=declared) == text


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_beats_the_header(codec: Any) -> None:
    assert decode(ZH.encode(codec), declared="iso-8859-1") == ZH


@pytest.mark.parametrize("head", ['<?xml version="1.0" encoding="gb2312"?>', "<meta charset=gbk>"])
def test_a_charset_named_inside_is_used_when_the_header_names_none(head: Any) -> None:
    assert decode((head + ZH).encode("gb18030")) == head + ZH


def test_a_wrong_header_gives_way_to_what_fits() -> None:
    page = "<meta charset=gbk>" + ZH * 3
    assert decode(page.encode("gb18030"), declared="utf-8") == page


@pytest.mark.parametrize(
    ("text", "codec"), [(ZH, "gb18030"), (TW, "big5"), ("Líder na intenção de voto", "cp1252")]
)
def test_a_charset_that_nobody_names_is_guessed(text: str, codec: Any) -> None:
    assert decode((text * 4).encode(codec)) == text * 4


def test_one_broken_byte_does_not_change_the_charset() -> None:
    broken = (TW * 10).encode("cp950")[:-1]
    assert decode(broken, declared="big5").startswith(TW * 9)


def test_an_unknown_charset_is_passed_over() -> None:
    assert decode(ZH.encode(), declared="x-nonsense") == ZH
    assert decode(ZH.encode(), declared="base64") == ZH


@given(st.binary(max_size=300), st.none() | st.sampled_from(["gbk", "utf-16", "big5", "hex", "\0"]))
def test_any_bytes_give_text_that_can_be_stored(content: Any, declared: Any) -> None:
    decode(content, declared=declared).encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf_8_is_read_as_it_was_written(text: str) -> None:
    assert decode(codecs.BOM_UTF8 + text.encode()) == text


def test_what_is_utf_8_beyond_doubt_is_read_so_whatever_is_declared() -> None:
    text = "底座太轻，一碰就倒。"
    for declared in ("gbk", "big5", "iso-8859-1", "shift_jis"):
        assert decode(text.encode(), declared=declared) == text


def test_few_characters_that_happen_to_be_utf_8_are_read_as_declared() -> None:
    assert decode("联通".encode("gbk"), declared="gbk") == "联通"


@pytest.mark.parametrize(
    "label",
    ["punycode", "idna", "unicode_escape", "raw_unicode_escape", "utf_7", "utf-7", "hex", "rot13"],
)
def test_a_codec_that_is_no_charset_of_the_web_is_passed_over(label: str) -> None:
    text = "+AGE- \\x41 a-b xn--a " + ZH[:3]
    assert decode(text.encode(), declared=label) == text
    inside = f"<meta charset={label}>{text}"
    assert decode(inside.encode()) == inside


def test_a_label_that_would_take_hours_takes_no_time() -> None:
    content = b"-" + b"z" * 300_000
    began = time.monotonic()
    assert decode(content, declared="punycode") == content.decode()
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("label", ["sjis", "x-sjis", "windows-31j", "Shift_JIS"])
def test_the_labels_of_the_web_are_known(label: str) -> None:
    assert decode("①スマホ".encode("cp932"), declared=label) == "①スマホ"
