import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.reposts import is_bare_repost, own_words


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("真香//@小林:不好吃//@阿花:买了", "真香"),
        ("真香 // @小林：不好吃", "真香"),
        ("真香／／＠小林：不好吃", "真香"),
        ("//@小林:不好吃", ""),
        ("转发微博", ""),
        ("转发微博。//@小林:不好吃", ""),
        ("轉發微博", ""),
        ("Repost", ""),
        ("REPOST!", ""),
        ("", ""),
        ("  \n", ""),
        ("[心]//@小林:不好吃", "[心]"),
        ("转发微博抽奖是假的", "转发微博抽奖是假的"),
        ("回复@小林:我也这么觉得//@小林:续航短", "我也这么觉得"),
        ("回复 @小林 ： 是的", "是的"),
        ("看 http://a.example/x 和 @小林", "看 http://a.example/x 和 @小林"),
        ("没有别人的话", "没有别人的话"),
        ("!!", "!!"),
    ],
)
def test_only_the_authors_own_words_are_kept(text: str, own: str) -> None:
    assert own_words(text) == own


@settings(deadline=None)
@given(st.text(st.sampled_from("/@:：回复转发微博 \n好！小林")))
def test_own_words_hold_nobody_elses_and_are_stable(text: str) -> None:
    own = own_words(text)
    assert "//@" not in own
    assert own_words(own) == own
    assert not own or not is_bare_repost(own)
