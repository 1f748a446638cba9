import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.absence import missing_from, surely
from collectors.errors import Blocked, Gone

IDS = st.lists(st.integers(0, 9).map(str), unique=True, max_size=6)


@given(IDS, IDS)
def test_either_some_are_missing_or_nothing_is_known_of_several(
    asked: list[str], shown: list[str]
) -> None:
    missing, doubt = missing_from(set(shown), asked, where="list")
    assert set(missing) <= set(asked) - set(shown)
    none_shown = len(asked) > 1 and not set(asked) & set(shown)
    assert bool(doubt) == none_shown
    assert none_shown or set(missing) == set(asked) - set(shown)
    assert not (doubt and missing)


@pytest.mark.parametrize("said", ["", '{"error": "Not Found"}', "no such thing < here"])
def test_what_an_interface_says_is_believed(said: str) -> None:
    error = Gone("https://a.example/1", status=404, detail=said)
    assert surely(error) is error


@pytest.mark.parametrize("said", ["<html>", "\ufeff<!doctype html>", " \r\n<p>"])
def test_a_page_in_place_of_an_interface_is_a_wall(said: str) -> None:
    with pytest.raises(Blocked, match="HTML under status 410"):
        surely(Gone("https://a.example/1", status=410, detail=said))
