from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.texts import clean, from_escaped, from_html


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>屏幕很亮。</p><p>电池一般<br>充电快</p>", "屏幕很亮。\n\n电池一般\n充电快"),
        ("好吃<img class='emoji' alt='😋'>！", "好吃😋！"),
        ('不错<span class="url-icon"><img alt="[心]"></span>', "不错[心]"),
        ("<img alt=':smile:'> ok <img alt='our shop from outside'>", ":smile: ok"),
        ("a &lt;b&gt; &amp; c&nbsp;d &#x1F34F;", "a <b> & c d 🍏"),
        ("<ul><li>一</li><li>二</li></ul>", "一\n二"),
        ("<script>alert(1)</script>x<style>p{}</style>", "x"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("one\ntwo <b>three\n\nfour</b>", "one two three four"),
        (
            (
                '<a href="https://a.example/long/path"><span class="invisible">https://</span>'
                '<span class="ellipsis">a.example/lo</span><span class="invisible">ng</span></a>!'
            ),
            "https://a.example/long/path!",
        ),
        ('<a href="/t/x" class="mention">#<span>新品</span></a>', "#新品"),
        ("3 < 5 and 5 > 3", "3 < 5 and 5 > 3"),
        ("<p>unclosed <b>tags", "unclosed tags"),
        ("<!-- gone -->here", "here"),
        ("<![foo<p>x", "x"),
        ("", ""),
    ],
)
def test_html_becomes_its_words(markup: Any, words: Any) -> None:
    assert from_html(markup) == words


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("a\u200bb\ufeffc\u00add\u202ee", "abcde"),
        ("a\u00a0b\u3000c", "a b c"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("e\u0301", "é"),
        ("①！ｆ", "①！ｆ"),
        ("\ud83d\ude0a", "😊"),
        ("\ud83d", "\ufffd"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("  a  \n\n\n\n  b\x00 ", "a\n\nb"),
    ],
)
def test_text_is_cleaned_for_storing(text: str, stored: Any) -> None:
    assert clean(text) == stored


def test_titles_that_were_escaped_twice_are_read() -> None:
    assert from_escaped("Caf&amp;eacute; &amp;amp; Bar") == "Café & Bar"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(
    st.text(st.characters(codec="utf-8"))
    | st.from_regex(r"(<[a-z!/]{1,6}[^>]{0,9}>|&#?\w+;|x){0,20}")
)
def test_any_markup_gives_text_that_can_be_stored(markup: Any) -> None:
    from_html(markup).encode("utf-8")
