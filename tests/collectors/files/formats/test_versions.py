from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.files.formats.versions import Versions

ROWS = st.lists(st.tuples(st.sampled_from(["a", "b", "c", "4", None]), st.none() | st.floats(0, 9)))


@settings(deadline=None)
@given(ROWS)
def test_ids_of_several_rows_are_told_with_their_newest_version(
    rows: list[tuple[str | None, float | None]],
) -> None:
    versions = Versions()
    for native_id, version in rows:
        versions.add(native_id, version)
    counted = Counter(native_id for native_id, _ in rows)
    expected = {
        hash(one): max(float("-inf") if at is None else at for other, at in rows if other == one)
        for one, times in counted.items()
        if times > 1
    }
    assert versions.newest() == expected
