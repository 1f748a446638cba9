import pandas as pd

from nlp.trust.copies import copies
from nlp.trust.templates import Template, templates

SKELETON = "刚在{0}店里买了{1}，老板人很好，送了我一张优惠券，发货速度也快，推荐大家都去看看。"
SLOTS = [("老王", "凉席"), ("晨光", "文具"), ("阿芳", "毛衣"), ("海边", "鱿鱼"), ("大牛", "皮鞋")]
POSTS = [SKELETON.format(*slots) for slots in SLOTS]
ALONE = "今天下班路上看到一只橘猫蹲在消防栓上面，谁叫它都不理，太有个性了。"


def found(texts: list[str], authors: list[str]) -> list[Template]:
    ids = [f"p{place}" for place in range(len(texts))]
    return templates(copies(texts, ids), texts, authors)


def test_a_template_shows_where_its_texts_differ() -> None:
    (one,) = found([*POSTS, ALONE], ["a", "b", "c", "d", "e", "f"])
    assert one.skeleton == SKELETON.format("…", "…")
    assert (one.group, one.posts, one.authors) == ("p0", 5, 5)


def test_one_author_who_repeats_himself_is_no_template() -> None:
    assert found(POSTS, ["a", "a", "a", "b", "b"]) == []


def test_the_same_text_everywhere_is_a_copy_and_no_template() -> None:
    assert found([ALONE] * 5, list("abcde")) == []


def test_no_posts_have_no_templates() -> None:
    empty: list[str] = []
    assert templates(copies(empty, empty), empty, empty) == []
    assert isinstance(copies(empty, empty), pd.DataFrame)
