import pytest

from nlp.pipeline import meaning

CODE = 'def double(x):\n    """Return twice x."""\n    return 2 * x\n'


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [("twice x", "x doubled", True), ("2 * x", "2 * x  # why", True), ("2 * x", "3 * x", False)],
    ids=["docstring", "comment", "code"],
)
def test_only_code_counts_in_a_version(old: str, new: str, same: bool) -> None:  # noqa: FBT001  # a case
    assert (meaning(CODE.replace(old, new)) == meaning(CODE)) is same
