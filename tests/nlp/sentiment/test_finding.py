from hypothesis import given
from hypothesis import strategies as st

from nlp.sentiment.finding import BEGIN, END, at_begin, at_end, atoms, finder

SIGNS = "好坏不😀a"
PIECES = st.lists(st.text(st.sampled_from("好坏不😀"), min_size=1, max_size=4), unique=True)
TEXTS = st.text(st.sampled_from(SIGNS) | st.characters(exclude_categories=()))


def found(pieces: list[str], text: str) -> list[tuple[int, int, int]]:
    return list(finder((atoms(piece), kind) for kind, piece in enumerate(pieces)).found(text))


def one_by_one(pieces: list[str], text: str) -> list[tuple[int, int, int]]:
    """Return at each place, left to right, the longest piece that stands there."""
    told, place = [], 0
    while place < len(text):
        here = [piece for piece in pieces if text.startswith(piece, place)]
        end = place + max(map(len, here), default=1)
        told += [(place, end, pieces.index(text[place:end]))] if here else []
        place = end
    return told


@given(PIECES, TEXTS)
def test_pieces_are_found_as_if_each_were_looked_for_at_each_place(
    pieces: list[str], text: str
) -> None:
    assert found(pieces, text) == one_by_one(pieces, text)


def test_a_star_stands_for_some_signs_of_the_same_clause() -> None:
    assert found(["没*好"], "没有那么好") == [(0, 5, 0)]
    assert found(["没*好"], "没有，那么好") == []


def test_an_english_piece_is_a_word() -> None:
    assert found(["not good"], " not good, not goods, cannot good") == [(0, 9, 0)]


def test_a_piece_may_ask_for_the_begin_or_the_end_of_a_span() -> None:
    begun = finder([(at_begin("好"), 0), (at_end("坏"), 1)])
    text = f"{BEGIN}好好坏坏！[泪]{END}"
    assert list(begun.found(text)) == [(0, 3, 0), (5, 7, 1)]


def test_nothing_holds_no_piece() -> None:
    assert found(["好"], "") == found([], "好") == []
