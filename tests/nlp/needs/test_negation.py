import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.needs.file import Negation
from nlp.needs.negation import Negations
from nlp.needs.rules import Rules, Sentence, shipped_rules

WORDS = Negation(
    words=("不", "没有", "not", "never"),
    between=("会", "太", "the", "so"),
    spared=("不仅", "特别不"),
    reproach=("凭什么",),
)
NEGATIONS = Negations(WORDS)


@pytest.mark.parametrize(
    ("text", "piece", "denied"),
    [
        ("没有卡顿", "卡顿", True),
        ("这里不会太辣", "辣", True),
        ("不 会辣", "辣", True),
        ("不，辣", "辣", False),
        ("不看辣", "辣", False),
        ("不会不辣", "辣", False),
        ("没有不会不辣", "辣", True),
        ("不仅辣", "辣", False),
        ("特别不辣", "辣", False),
        ("it is not so loud", "loud", True),
        ("it never, loud", "loud", False),
        ("a knot so loud", "loud", False),
        ("辣，不", "辣", False),
    ],
)
def test_a_negation_reaches_over_the_words_between_only(
    text: str, piece: str, *, denied: bool
) -> None:
    assert NEGATIONS.denies(text, text.index(piece)) == denied


@given(st.lists(st.sampled_from(["不", "没有", "会", "太"]), max_size=5))
def test_each_negation_turns_the_one_before(words: list[str]) -> None:
    text = "".join(words)
    odd = sum(word in WORDS.words for word in words) % 2 == 1
    assert NEGATIONS.denies(f"{text}辣", len(text)) == odd


@given(st.text(st.sampled_from("不没有会太辣，仅 a"), max_size=20), st.text(max_size=10))
def test_what_follows_changes_nothing_but_a_spared_word(text: str, after: str) -> None:
    assert NEGATIONS.denies(f"{text}，{after}", len(text)) == NEGATIONS.denies(text, len(text))


def test_without_words_nothing_is_denied() -> None:
    assert not Negations(Negation()).denies("没有辣", 2)
    assert not Negations(Negation()).reproaches("凭什么")


def labels(text: str, sort: str = "", rules: Rules | None = None) -> set[str]:
    known = rules or shipped_rules()
    [read] = known.find_all([text])
    sentences = [Sentence(0, len(text), sort)] if sort else []
    return {each.label for each in known.judge(*read, sentences)}


@pytest.mark.parametrize(
    "text",
    [
        "运行起来零卡顿",
        "至今没出现过色差",
        "一点也不刺鼻，也不掉漆",
        "不漏水不漏电",
        "完全不会发烫",
        "没有任何异味",
        "没有不新鲜",
        "本来担心尺码不合身，穿上刚好",
        "生怕买到假的，还好是正品",
        "还没用，先占个位",
        "没用过这么顺手的锅",
        "臭豆腐好香",
        "It works without any noise",
        "It doesn't feel flimsy at all",
        "Never disappointed with this shop",
    ],
)
def test_a_denied_fault_is_no_complaint(text: str) -> None:
    assert "complaint" not in labels(text)


@pytest.mark.parametrize(
    "text",
    [
        "不仅难吃还贵",
        "没想到这么差",
        "没过几天就坏了",
        "从没用过这么垃圾的软件",
        "特别难吃",
        "不发货，垃圾店",
        "没有异味但是掉色",
        "试了一周，没用",
        "not only overpriced but flimsy",
        "No refund, terrible",
    ],
)
def test_a_negation_of_something_else_leaves_the_complaint(text: str) -> None:
    assert "complaint" in labels(text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("以后不可能再回购", "repurchases"),
        ("完全没有复购的想法", "repurchases"),
        ("绝对不会去买第二次", "repurchases"),
        ("再买就剁手", "repurchases"),
        ("没法推荐给别人", "recommends"),
        ("不敢安利给闺蜜", "recommends"),
        ("同事强烈推荐的", "recommends"),
        ("就算没人推荐我还是会选它", "recommends"),
        ("I would not say I recommend it", "recommends"),
        ("降价了也不会买了", "bought"),
        ("没有再买的打算", "bought"),
        ("你们在哪里买的呀", "bought"),
        ("姐姐给我买的", "bought"),
        ("酒店给我们换了大房间", "bought"),
        ("I was not paid to say so", "bought"),
        ("We didn't get it in the end", "bought"),
        ("优惠再大也不会下单", "reason/promotion"),
        ("打折也不会买", "reason/promotion"),
        ("再便宜也不会买", "reason/price"),
        ("一如既往地难吃", "reason/repurchase"),
        ("全家都爱喝", "reason/repurchase"),
        ("桶装的全家桶真香", "reason/brand"),
        ("朋友说不好用", "reason/recommendation"),
        ("my old one was better", "reason/replacement"),
        ("奶奶的手机坏了", "reason/replacement"),
        ("客服帮我退了差价", "left"),
        ("老公说再买就剁手", "for_partner"),
        ("媳妇选的颜色", "for_partner"),
        ("孩子爸爸开车", "for_parents"),
        ("主子拆家", "for_pet"),
        ("店家还送了小礼品", "gift"),
        ("送给自己的新年礼物", "gift"),
        ("想买的抓紧时间", "wants_to_buy"),
        ("昨晚吃了两口就拉肚子", "pain_point"),
        ("一股霉味", "pain_point"),
        ("怎么都好看", "pain_point"),
        ("坐久了也不累", "pain_point"),
        ("大热天排队", "conformity"),
        ("测评翻车", "facts"),
        ("寄来的测评机", "facts"),
    ],
)
def test_what_is_denied_or_said_of_something_else_gives_no_label(text: str, label: str) -> None:
    assert label not in labels(text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("第三次回购了", "repurchases"),
        ("忍不住又回购", "repurchases"),
        ("不得不强烈推荐", "recommends"),
        ("并不是不值得推荐", "recommends"),
        ("没忍住，买了", "bought"),
        ("不贵，买了两件", "bought"),
    ],
)
def test_what_is_not_denied_stays(text: str, label: str) -> None:
    assert label in labels(text)


@pytest.mark.parametrize("text", ["会缩水吗", "容易掉漆吗", "是不是太小了", "does it leak"])
def test_a_question_asks_and_does_not_complain(text: str) -> None:
    assert "complaint" not in labels(text, "question")


@pytest.mark.parametrize("text", ["怎么这么难吃", "为什么总是掉线卡死", "客服为什么不回"])
def test_a_reproach_complains_though_it_is_a_question(text: str) -> None:
    assert "complaint" in labels(text, "question")


@pytest.mark.parametrize(
    "text",
    ["多亏了客服", "商家承诺三天内到", "客服很快帮我补了", "有疑问找客服，秒回", "幸好售后解决了"],
)
def test_facts_and_thanks_about_service_are_no_complaint(text: str) -> None:
    assert "complaint" not in labels(text, "negative")


@pytest.mark.parametrize("text", ["客服让人心寒", "商家推卸", "the staff ignored us"])
def test_blame_of_service_is_a_complaint(text: str) -> None:
    assert "complaint" in labels(text, "negative")


@pytest.mark.parametrize("text", ["耳机进水了怎么修", "手机掉水里了，怎么办", "杯盖裂了还能用吗"])
def test_who_asks_about_a_thing_of_his_own_looks_for_none(text: str) -> None:
    assert not {"potential", "stage/search"} & labels(text, "question")
