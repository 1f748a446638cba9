import pytest

from collectors.labels import labels_in


@pytest.mark.parametrize(
    ("description", "labels"),
    [
        ("摄影师 | 旅行 | 美食", ("摄影师", "旅行", "美食")),
        ("护士/猫奴", ("护士", "猫奴")),
        ("跑步・不算", ()),
        ("爱吃#火锅#，也爱跑步", ("火锅",)),
        ("护士 | 护士 #火锅", ("护士", "火锅")),
        ("人生苦短，及时行乐。", ()),
        ("从今天起做一个幸福的人 | 喂马", ()),
        ("护士", ()),
        ("", ()),
    ],
)
def test_a_self_description_gives_what_it_lists(description: str, labels: tuple[str, ...]) -> None:
    assert labels_in(description) == labels
