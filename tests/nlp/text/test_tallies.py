from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from nlp.text.tallies import Counts, Tallies

STREAM = st.lists(st.lists(st.sampled_from("abcdefghij"), max_size=6), max_size=60)


def tallied(stream: list[list[str]], *, kept: int) -> Tallies:
    tallies = Tallies(kept)
    for row, names in enumerate(stream):
        met = {name: [(0, 1)] * count for name, count in Counter(names).items()}
        tallies.add(met, row=~row if names in stream[:row] else row, text="a text")
    return tallies


@given(STREAM)
def test_what_fits_is_counted_exactly(stream: list[list[str]]) -> None:
    found = {name: (one.count, one.texts) for name, one in tallied(stream, kept=10).items()}
    names = Counter(name for text in stream for name in text)
    assert found == {
        name: (count, sum(name in text for text in stream)) for name, count in names.items()
    }


@given(STREAM, st.integers(1, 9))
def test_of_much_no_more_is_missed_than_said(stream: list[list[str]], kept: int) -> None:
    tallies = tallied(stream, kept=kept)
    found = {name: one.count for name, one in tallies.items()}
    assert len(found) <= kept
    for name, count in Counter(name for text in stream for name in text).items():
        assert count - tallies.missed <= found.get(name, 0) <= count


def test_a_repeat_counts_but_is_no_example() -> None:
    tallies = Tallies(10)
    tallies.add({"a": [(0, 1)]}, row=4, text="a b")
    tallies.add({"a": [(0, 1)]}, row=~5, text="a b")
    ((_, tally),) = tallies.items()
    assert (tally.count, tally.texts, tally.different) == (2, 2, 1)
    assert [place.row for place in tally.places] == [4]


@given(STREAM, st.integers(1, 9))
def test_what_is_known_has_an_example_though_only_repeats_are_left(
    stream: list[list[str]], kept: int
) -> None:
    for name, tally in tallied(stream * 2, kept=kept).items():
        assert tally.places
        assert all(name in (stream * 2)[place.row] for place in tally.places)


def test_what_came_back_in_repeats_alone_is_shown_in_the_first_of_them() -> None:
    tallies = Tallies(1)
    tallies.add({"a": [(0, 1)]}, row=0, text="a")
    tallies.add({"b": [(0, 1)], "c": [(2, 3)]}, row=1, text="b c")
    tallies.add({"a": [(0, 1)]}, row=~2, text="a")
    tallies.add({"a": [(0, 1)]}, row=~3, text="a")
    ((name, tally),) = tallies.items()
    assert (name, [place.row for place in tally.places]) == ("a", [2])


def test_an_example_is_a_stretch_around_its_place() -> None:
    tallies = Tallies(10)
    text = f"{'前' * 30}电池\n续航{'后' * 30}\ud800"
    tallies.add({"电池": [(30, 32)]}, row=0, text=text)
    ((_, tally),) = tallies.items()
    (place,) = tally.places
    assert text[place.start : place.end] == "电池"
    assert place.text == f"{'前' * 20}电池 续航{'后' * 17}"


@given(st.lists(st.sampled_from("abcdefghij")), st.integers(1, 10))
def test_counts_are_too_high_by_no_more_than_said(names: list[str], kept: int) -> None:
    counts = Counts(kept)
    for name in names:
        counts.add([name])
    assert counts.total == len(names)
    assert len(list(counts.items())) <= kept
    for name in "abcdefghij":
        assert names.count(name) <= counts[name] <= names.count(name) + counts.missed
