import pytest

from collectors.files.formats.shop_words import customer_words, is_by_default


@pytest.mark.parametrize(
    "written",
    [
        "此用户未填写评价内容",
        "此用户没有填写评价。",
        "此用户没有填写评论!",
        "该用户未填写评价",
        "用户未填写评价内容",
        "",
    ],
)
def test_words_of_the_shop_are_not_the_customers(written: str) -> None:
    assert customer_words(written) == ""
    assert not is_by_default(written)


@pytest.mark.parametrize(
    "written",
    [
        "评价方未及时做出评价,系统默认好评!",
        "此用户未及时填写评价内容，系统默认好评！",
        "系统默认好评",
    ],
)
def test_a_rating_by_the_clock_is_known(written: str) -> None:
    assert customer_words(written) == ""
    assert is_by_default(written)


@pytest.mark.parametrize(
    "written", ["没有评价就不会送券，好烦", "客服说系统默认好评，我要改成差评", "好", "未拆封"]
)
def test_a_customers_words_are_kept(written: str) -> None:
    assert customer_words(written) == written
    assert not is_by_default(written)
