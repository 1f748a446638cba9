from hypothesis import given
from hypothesis import strategies as st

from nlp.sentiment.features import Recipe, coarser, features

RECIPE = Recipe(bits=30, words=2, chars=(1, 3))
WORD = st.text(st.characters(exclude_categories=()), min_size=1)
TEXTS = st.lists(st.lists(WORD))


def row(words: list[list[str]], place: int, recipe: Recipe = RECIPE) -> list[int]:
    found = features(words, recipe)
    return found.buckets[found.offsets[place] : found.offsets[place + 1]].tolist()


@given(TEXTS)
def test_a_text_has_the_same_features_in_any_company(texts: list[list[str]]) -> None:
    for place, words in enumerate(texts):
        assert row(texts, place) == row([words], 0)


@given(TEXTS)
def test_features_are_sorted_and_come_once(texts: list[list[str]]) -> None:
    for place in range(len(texts)):
        assert row(texts, place) == sorted(set(row(texts, place)))


def test_words_pairs_and_characters_are_counted() -> None:
    # characters 很 快 好, pairs 很快 快好, triple 很快好; words 很快 好, pair 很快|好
    assert len(row([["很快", "好"]], 0)) == 3 + 2 + 1 + 2 + 1


def test_the_same_characters_cut_otherwise_share_only_the_characters() -> None:
    first, second = set(row([["很快", "好"]], 0)), set(row([["很", "快好"]], 0))
    assert len(first & second) == 6


def test_case_and_width_do_not_matter() -> None:
    assert row([["GOOD"]], 0) == row([["good"]], 0) == row([["ｇｏｏｄ"]], 0)


def test_space_between_words_is_no_word() -> None:
    words_only = Recipe(bits=30, words=2, chars=(9, 9))
    spaced, plain = [["not", " ", "bad"]], [["not", "bad"]]
    assert row(spaced, 0, words_only) == row(plain, 0, words_only)


def test_traditional_signs_count_as_simplified_ones() -> None:
    assert row([["手機", "壞", "了"]], 0) == row([["手机", "坏", "了"]], 0)


def test_characters_come_from_the_text_as_stored_and_words_from_the_words() -> None:
    found = features([["好"]], RECIPE, ["好//@甲:坏"])
    whole = set(row([["好//@甲:坏"]], 0, Recipe(bits=30, words=0, chars=(1, 3))))
    assert set(found.buckets.tolist()) == whole | set(row([["好"]], 0))


@given(TEXTS)
def test_without_a_stored_text_the_words_are_the_text(texts: list[list[str]]) -> None:
    given_texts = features(texts, RECIPE, list(map("".join, texts)))
    assert given_texts.buckets.tolist() == features(texts, RECIPE).buckets.tolist()


@given(TEXTS)
def test_fewer_bits_make_the_features_of_the_recipe_with_so_few(texts: list[list[str]]) -> None:
    few, found = Recipe(4, RECIPE.words, RECIPE.chars), coarser(features(texts, RECIPE), 26)
    expected = features(texts, few)
    assert found.offsets.tolist() == expected.offsets.tolist()
    assert found.buckets.tolist() == expected.buckets.tolist()
