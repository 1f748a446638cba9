import pytest
from subjects import SUBJECTS, texts_on

from nlp.discovery.wording import MOST, best_words, found_by
from nlp.text.words import cutter

CUT = cutter()


def test_words_find_the_members_and_few_others() -> None:
    members = texts_on("ice", 30, seed=1)
    rest = [*texts_on("train", 30, seed=2), "大家真的觉得还是一直可能"] * 3
    words = best_words(["真的", "大家", *SUBJECTS["ice"]], members, rest, cut=CUT)
    assert set(words) <= set(SUBJECTS["ice"])
    assert found_by(words, members, cut=CUT) == 30
    assert found_by(words, rest, cut=CUT) == 0


def test_the_word_that_helps_most_comes_first() -> None:
    members = ["雪糕涨价"] * 8 + ["冰柜坏了"] * 2
    assert best_words(["冰柜", "雪糕"], members, [], cut=CUT) == ("雪糕", "冰柜")


def test_a_word_that_finds_more_others_than_members_is_left_out() -> None:
    members = ["雪糕涨价"] * 8
    assert best_words(["涨价", "雪糕"], members, ["房租涨价"] * 9, cut=CUT) == ("雪糕",)


def test_no_word_finds_a_text_that_is_barred() -> None:
    members = ["雪糕涨价，冰柜空了"] * 8
    words = best_words(["雪糕", "冰柜"], members, [], cut=CUT, barred=["雪糕配送很快"])
    assert words == ("冰柜",)
    assert best_words(["雪糕"], members, [], cut=CUT, barred=["雪糕配送很快"]) == ()


def test_a_hashtag_counts_as_its_words_and_no_more_are_taken_than_there_may_be() -> None:
    members = ["#雪糕刺客#来了"] * 3
    assert best_words(["#雪糕刺客", "雪糕刺客"], members, [], cut=CUT) == ("雪糕刺客",)
    many = [f"词{sign}" for sign in "甲乙丙丁戊己庚辛壬癸"]
    assert len(best_words(many, ["".join(many)] * 2, [], cut=lambda text: [text])) == MOST


@pytest.mark.parametrize(("words", "members"), [([], ["雪糕"]), (["雪糕"], [])])
def test_of_nothing_comes_nothing(words: list[str], members: list[str]) -> None:
    assert best_words(words, members, ["火锅"], cut=CUT) == ()
