from pathlib import Path

import pytest

from collectors.errors import Blocked, NotThisFormat, TooLarge
from collectors.files.formats import saved_page
from collectors.files.formats.saved_page import line, link, markup, nothing_found, read_page
from collectors.markup.document import Document
from collectors.texts import from_html

SITE = "https://shop.example/"


def page(folder: Path, content: bytes) -> Document:
    path = folder / "page.html"
    path.write_bytes(content)
    return read_page(path, url=SITE)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_page_is_read_in_its_charset(tmp_path: Path, charset: str) -> None:
    content = f'<html><head><meta charset="{charset}"></head><body><p>屏幕很亮</p></body></html>'
    assert line(page(tmp_path, content.encode(charset)).tree, "//p") == "屏幕很亮"


def test_a_page_beyond_all_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_page, "MAX_BYTES", 10)
    with pytest.raises(TooLarge):
        page(tmp_path, b"<html><body>long</body></html>")


def test_a_missing_page_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotThisFormat):
        read_page(tmp_path / "none.html", url=SITE)


def test_the_markup_within_an_element_gives_its_words_back() -> None:
    tree = Document.parse("<div id='a'>1 &lt; 2<br><b>好</b><!-- nein -->!</div>", url=SITE).tree
    (element,) = tree.xpath("//div[@id='a']")
    assert from_html(markup(element)) == "1 < 2\n好!"
    assert markup(None) == ""


def test_links_are_made_whole_and_only_those_of_the_web() -> None:
    document = Document.parse(
        "<a class='a' href='/r/1?utm_source=x'>1</a><a class='b' href='javascript:x()'>2</a>"
        "<a class='c' href='http://['>3</a>",
        url=SITE,
    )
    found = [link(document, document.tree, f"//a[@class='{name}']/@href") for name in "abcd"]
    assert found == ["https://shop.example/r/1", None, None, None]


def test_a_page_with_nothing_on_it_is_a_wall_or_another_page(tmp_path: Path) -> None:
    wall = Document.parse("<html><title>安全验证</title><body><p>x</p></body></html>", url=SITE)
    other = Document.parse("<html><title>关于我们</title><body><p>x</p></body></html>", url=SITE)
    assert isinstance(nothing_found(wall, tmp_path, expected="reviews"), Blocked)
    assert isinstance(nothing_found(other, tmp_path, expected="reviews"), NotThisFormat)
