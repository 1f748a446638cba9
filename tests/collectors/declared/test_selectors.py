import pytest

from collectors.declared.selectors import checked, found_by, soup_of, whole_elements

ITEM = soup_of(
    '<li data-id="7"><a class="by" href="/u/ann">Ann</a><time datetime="2024-05-03">May</time>'
    '<p class="empty"></p><p class="body">Fine.</p></li>'
).li


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("@data-id", "7"),
        (":scope@data-id", "7"),
        ("time@datetime", "2024-05-03"),
        ("a.by@href", "/u/ann"),
        ("A.by@HREF", "/u/ann"),
        ("time@title || time@datetime", "2024-05-03"),
        ('a[href*="/u/"]@href', "/u/ann"),
        ("a@class", "by"),
    ],
)
def test_an_attribute_is_named_behind_its_element(written: str, value: str) -> None:
    found = found_by(written, ITEM)
    assert found is not None
    assert found.written == value


@pytest.mark.parametrize(
    ("written", "name"), [(".body", "p"), (".empty || .body", "p"), (":scope", "li")]
)
def test_without_an_attribute_the_words_are_meant(written: str, name: str) -> None:
    found = found_by(written, ITEM)
    assert found is not None
    assert (found.element.name, found.written) == (name, None)


def test_the_usual_attribute_is_taken_where_the_element_has_it() -> None:
    assert found_by("time", ITEM, usual="datetime").written == "2024-05-03"  # type: ignore[union-attr]
    assert found_by(".body", ITEM, usual="datetime").written is None  # type: ignore[union-attr]


@pytest.mark.parametrize("written", [".missing", "@missing", ".body@title", ".empty"])
def test_what_gives_nothing_is_none(written: str) -> None:
    assert found_by(written, ITEM) is None


@pytest.mark.parametrize("written", ["", " ", "@", "li[", "||", "p || ", "p::before", "p:has("])
def test_a_wrong_selector_is_told(written: str) -> None:
    with pytest.raises(ValueError, match="write a CSS selector"):
        checked(written)


@pytest.mark.parametrize("written", ["li@id", "@id", ":scope"])
def test_items_are_elements(written: str) -> None:
    with pytest.raises(ValueError, match="must select elements"):
        whole_elements(written)


@pytest.mark.parametrize(
    "markup",
    ["", "words", "/etc/passwd", "<!-- -->", '<?xml version="1.0"?><html><p>x', "\x00\ud800<p>"],
)
def test_any_text_is_a_page(markup: str) -> None:
    assert soup_of(markup).select("nothing") == []
