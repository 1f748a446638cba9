import pytest

from collectors.declared.selectors import soup_of
from collectors.declared.stars import As, class_rating, shown_rating, width_rating


def stars(lit: int, all_of: int = 5) -> str:
    return '<i class="star on"></i>' * lit + '<i class="star"></i>' * (all_of - lit)


def shown(markup: str, place: str, shown_as: As = "auto", high: float | None = None) -> object:
    item = soup_of(f"<li>{markup}</li>").li
    assert item is not None
    found = shown_rating(place, item, shown_as=shown_as, high=high)
    return found and (found.value, found.high)


@pytest.mark.parametrize(
    ("names", "value"),
    [
        ("allstar40 rating", 4.0),
        ("rating-4", 4.0),
        ("star-4-half", 4.5),
        ("a-icon a-icon-star a-star-4-5", 4.5),
        ("stars_5", 5.0),
        ("rating45", 4.5),
        ("rating-80", 4.0),
        ("star-rating Three", 3.0),
        ("star-rating-2.5", 2.5),
        ("rating", None),
        ("col-md-8 star-box", None),
        ("rating-250", None),
    ],
)
def test_class_names_tell_ratings(names: str, value: float | None) -> None:
    found = class_rating(names)
    assert (found and found.value) == value


def test_a_class_name_is_read_on_the_scale_that_is_said() -> None:
    assert class_rating("rating-8", high=10).value == 8.0  # type: ignore[union-attr]
    assert class_rating("rating-80", high=100).value == 80.0  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("style", "value"),
    [
        ("width:80%", 4.0),
        ("color:red; width: 90.0%;", 4.5),
        ("width:0%", 0.0),
        ("width:64px", None),
        ("max-width:80%", None),
        ("width:180%", None),
    ],
)
def test_widths_tell_ratings(style: str, value: float | None) -> None:
    found = width_rating(style)
    assert (found and found.value) == value


@pytest.mark.parametrize(
    ("markup", "place", "expected"),
    [
        ("<b class=r>4.5</b>", ".r", (4.5, None)),
        ("<b class=r>4,5 / 10</b>", ".r", (4.5, 10.0)),
        ("<b class=r>★★★☆☆</b>", ".r", (3.0, 5.0)),
        ("<b class=r>4.5 star rating</b>", ".r", (4.5, None)),
        ("<b class=r title='5 Sterne'></b>", ".r", (5.0, None)),
        ("<img class=r alt='Rated 2 out of 5'>", ".r", (2.0, 5.0)),
        ("<i class='r allstar30'></i>", ".r", (3.0, 5.0)),
        ("<i class='r allstar30'></i>", "i@class", (3.0, 5.0)),
        ("<i class='r' style='width:60%'></i>", ".r", (3.0, 5.0)),
        ("<i class='r' style='width:60%'></i>", ".r@style", (3.0, 5.0)),
        (stars(3), ".star.on", (3.0, 5.0)),
        (stars(1), ".star.on", (1.0, 5.0)),
        ("<i class='s'></i><i class='s'></i><i class='s half'></i>", ".s", (2.5, 5.0)),
        ("<b class=r>no rating</b>", ".r", None),
        ("<b class=r>4</b>", ".missing", None),
        (stars(0), ".star.on", None),
    ],
)
def test_how_a_rating_is_shown_is_seen(markup: str, place: str, expected: object) -> None:
    assert shown(markup, place) == expected


def test_what_could_be_two_things_is_what_the_settings_say() -> None:
    markup = '<b class="r star-4">2</b><b class="r star-4">2</b>'
    assert shown(markup, ".r") == (2.0, None)
    assert shown(markup, ".r", "class") == (4.0, 5.0)
    assert shown(markup, ".r", "count") == (2.0, 5.0)
    assert shown(markup, ".r", "width") is None
    assert shown(stars(7, 10), ".on", "count", high=10.0) == (7.0, 10.0)
