from hypothesis import given
from hypothesis import strategies as st

from collectors.recent import Recent

IDS = st.lists(st.lists(st.integers(0, 30).map(str), max_size=8), max_size=20)


@given(IDS, st.integers(1, 12))
def test_the_newest_ids_are_known_and_no_more_than_asked_for(
    pages: list[list[str]], most: int
) -> None:
    recent = Recent(most=most)
    met: list[str] = []
    for page in pages:
        before = set(dict.fromkeys(reversed(met)))
        held = set(list(dict.fromkeys(reversed(met)))[:most])
        assert {one for one in before if one in recent} == held
        assert recent.add(page) == bool(set(page) - held)
        met += page
