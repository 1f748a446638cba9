from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from collectors.groups import groups_of


@given(st.integers(1, 9), st.lists(st.integers()))
def test_groups_hold_everything_in_order_and_only_the_last_is_short(
    size: int, things: list[int]
) -> None:
    groups = groups_of(size, things)
    assert list(chain.from_iterable(groups)) == things
    assert all(len(group) == size for group in groups[:-1])
    assert all(0 < len(group) <= size for group in groups[-1:])
