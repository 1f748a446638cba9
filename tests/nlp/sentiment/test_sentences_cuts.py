"""Where texts are cut, and what the file of cues may say."""

from pathlib import Path

import pytest

from nlp.errors import LexiconError
from nlp.sentiment.clauses import in_a_row
from nlp.sentiment.cues import SHIPPED, read_cues, shipped_cues
from nlp.sentiment.sentences import spans
from nlp.text.words import cutter


def cut(text: str) -> list[str]:
    words = cutter()(text)
    row = in_a_row([words])
    return spans([text], row, shipped_cues().splitter.cuts(row)).parts


@pytest.mark.parametrize(
    "text",
    [
        "很好，很喜欢，会再来",
        "重3.5公斤，长1.2米",
        "It costs 1,000.50 dollars",
        "Mr. Smith and Dr. Lee met at 5 p.m. today",
        "see shop.com/item?id=5 for more",
        "version 2.0 of the app",
        "[泪]太难过了[泪]",
        "大概3~5天到",
        "再好不过了",
        "味道不过如此",
        "这可是好东西",
        "他不但好看而且好用",
        "not only cheap but also good",
        "nothing but praise",
        "虽然很贵",
        "不过很喜欢",
        "great phone though.",
    ],
)
def test_what_is_one_span_stays_one(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "很好。|很喜欢！！|会再来",
        "好吃[哈哈]。[爱你]|下次还来",
        "真的吗？！|太棒了",
        "他说“很好。”|然后走了",
        "等了半天……|终于到了",
        "第一行\n|第二行",
        "Good. |Bad! |Really?! |Yes",
        "1. good screen. |2. bad sound",
        "虽然小，|但是亮",
        "虽然屏幕大，声音好，|但是电池差",
        "虽然有点贵，|值得买",
        "屏幕不错，|虽然电池差",
        "外观漂亮，|就是太重了",
        "价格便宜，|质量却很差",
        "屏幕不错但电池差".replace("但", "|但"),
        "雖然貴，|但是好",
        "Nice, |even though it is small",
        "ALTHOUGH small, |it is bright",
        "Despite the rain, |we loved it",
        "很喜欢，|希望再便宜点",
    ],
)
def test_texts_are_cut_at_bars_and_nowhere_else(text: str) -> None:
    assert cut(text.replace("|", "")) == [part.strip() for part in text.split("|")]


def edited(folder: Path, old: str, new: str) -> Path:
    path = folder / "cues.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_an_analyst_can_add_a_word_of_contrast(tmp_path: Path) -> None:
    words = ["屏幕", "亮", "只可惜", "重"]
    found = read_cues(edited(tmp_path, 'words = ["但是",', 'words = ["只可惜", "但是",'))
    assert shipped_cues().splitter.cuts(in_a_row([words])) == [()]
    assert found.splitter.cuts(in_a_row([words])) == [[2]]


def test_the_version_follows_the_words(tmp_path: Path) -> None:
    found = read_cues(edited(tmp_path, '"但是"', '"只可惜"'))
    assert found.version != shipped_cues().version


@pytest.mark.parametrize("wrong", ['where = "nowhere"', 'place = "anywhere"'])
def test_a_file_with_a_mistake_names_it(tmp_path: Path, wrong: str) -> None:
    path = edited(tmp_path, 'where = "anywhere"', wrong)
    with pytest.raises(LexiconError, match=rf"turn\.0\.{wrong[:5]}"):
        read_cues(path)
