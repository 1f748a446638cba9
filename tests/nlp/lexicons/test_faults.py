"""Every word list, broken at every key in every way: the complaint names file, line and key."""

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import BaseModel

from nlp.aspects.aspects import read_aspects
from nlp.aspects.opinions import OpinionsFile, read_opinions
from nlp.errors import LexiconError, SampleMismatch
from nlp.interests.taxonomy import read_interests
from nlp.needs.rules import read_rules as read_needs
from nlp.sentiment.cues import CuesFile, read_cues
from nlp.topics.brands import read_brands
from nlp.topics.comparisons import Words, read_comparisons
from nlp.topics.taxonomy import Taxonomy, Topic, read_taxonomy
from nlp.trust.rules import read_rules as read_trust


class Format(NamedTuple):
    """A word list: how it is read, a good one, its optional keys, and a sample that would fail."""

    read: Callable[[Path], Any]
    good: str
    optional: frozenset[str]
    wrong: tuple[str, str] = ("", "")


TOPICS = """\
[[topic]]
label = "digital/phone"
words = ["手机", "phone"]
ambiguous = [
  { word = "果", near = ["屏"], never = ["树"] },
]

[[sample]]
text = "这部手机"
labels = ["digital/phone"]
"""
BRANDS = """\
[[brand]]
name = "Lark"
aliases = ["云雀音频"]
ambiguous = [{ word = "云雀", near = ["耳机"], never = ["鸟"] }]
own = true
markets = ["audio"]

[[brand.products]]
name = "LarkPods"
aliases = ["云雀豆"]

[[sample]]
text = "云雀豆好听"
names = ["LarkPods"]
"""
ASPECTS = """\
base = "general"
company = ["房"]

[[aspect]]
label = "room/bed"
broad = false
words = ["床"]
ambiguous = [{ word = "垫", near = ["床"], never = ["鞋"] }]
more_good = ["弹性"]
more_bad = ["噪音大小"]
endings = ["榻"]
good = ["睡*香"]
bad = ["硌"]
fair = ["凑合睡"]
better = ["软"]
worse = ["硬"]

[[sample]]
text = "床很软"
rows = [
  { aspect = "room/bed", polarity = "positive", target = "床", opinion = "很软" },
]
"""
NEEDS = """\
[lists]
kin = ["女儿", "儿子"]

[negation]
words = ["没"]
between = ["有"]
spared = ["没准"]
reproach = ["凭什么"]

[[rule]]
kind = "context"
label = "child"
pieces = ["宝宝"]

[[rule]]
kind = "roles"
label = "for_child"
pieces = ["给{kin}买"]
hints = ["买*了"]
near = ["child"]
beside = ["child"]
denied = ["不给{kin}买"]
never = ["朋友"]
sentences = "wish"
negatable = true
told = true
follows = ["child"]
unless = ["child"]

[[sample]]
text = "给女儿买的"
labels = ["for_child"]
"""
INTERESTS = """\
[stances]
order = ["wants", "asks", "dislikes", "likes", "owns", "mentions"]
others = ["他"]
beside = ["其"]
author = ["我"]

[stances.weight]
wants = 1.0
asks = 0.9
dislikes = 0.8
likes = 0.9
owns = 0.8
mentions = 0.3

[[stance]]
name = "wants"
words = ["想买", "求*推荐"]
right_before = false

[profile]
before = ["喜欢"]
after = ["控"]
no = ["不"]

[[interest]]
label = "digital/phone"
topics = ["digital/phone"]
words = ["手机壳"]
selves = ["手机控"]
roots = ["手机"]
owned = true

[[sample]]
text = "想买手机"
interests = ["digital/phone wants"]
"""
TRUST = """\
[lists]
gift = ["红包"]

[[rule]]
code = "advert"
weight = 0.5
pieces = ["送{gift}"]
hints = ["快来", "今天"]
enough = 2
denied = ["不送{gift}"]
never = ["没收到"]
whole = false

[flooding]
weight = 0.3
allowed = "哈"

[template_praise]
weight = 0.2
praises = 3
signs = 10
share = 0.8
praise = ["很好"]
generic = ["东西"]

[[sample]]
text = "进店送红包"
codes = ["advert"]
"""


def filled(name: str, kind: type[BaseModel]) -> str:
    """Return a table with a word of its own in each list."""
    keys = "\n".join(f'{key} = ["{name}{key}"]' for key in kind.model_fields)
    return f"[{name}]\n{keys}\n\n"


def tables(kind: type[BaseModel]) -> Iterator[str]:
    for name, field in kind.model_fields.items():
        if isinstance(field.annotation, type):
            yield filled(name, field.annotation)


WORDS = filled("words", Words).replace('"wordsgood"', '"好"')
COMPARISONS = f"""\
[[rule]]
wins = "A"
patterns = ["比{{B}}…{{word}}"]
unless = ["才怪"]

{WORDS}[[sample]]
text = "A比B好"
rows = ["A > B"]
"""
TURN = """\
[[turn]]
words = ["但是"]
where = "anywhere"
concedes = false
not_after = ["不"]
not_before = ["凡"]

"""
CUES = TURN + "".join(tables(CuesFile))
PHONE = Taxonomy((Topic(label="digital/phone", words=("手机",)),))
FORMATS = {
    "topics": Format(
        read_taxonomy,
        TOPICS,
        frozenset({"words", "ambiguous", "near", "never"}),
        ("这部手机", "这部"),
    ),
    "brands": Format(
        read_brands,
        BRANDS,
        frozenset({"aliases", "ambiguous", "near", "never", "own", "markets"}),
        ("云雀豆好听", "好听"),
    ),
    "aspects": Format(
        read_aspects,
        ASPECTS,
        frozenset(re.findall(r"^(\w+) =", ASPECTS, re.MULTILINE)) - {"label", "text"},
        ("床很软", "床很硬"),
    ),
    "opinions": Format(read_opinions, "".join(tables(OpinionsFile)), frozenset({"verbs"})),
    "needs": Format(
        read_needs,
        NEEDS,
        frozenset(re.findall(r"^(\w+) =", NEEDS, re.MULTILINE))
        - {"kind", "label", "text", "labels"},
        ("给女儿买的", "给自己买的"),
    ),
    "interests": Format(
        lambda path: read_interests(path, PHONE),
        INTERESTS,
        frozenset({"topics", "words", "selves", "roots", "owned", "right_before"}),
        ("想买手机", "有手机"),
    ),
    "comparisons": Format(
        read_comparisons, COMPARISONS, frozenset({"unless"}), ("A比B好", "A和B好")
    ),
    "trust": Format(
        read_trust,
        TRUST,
        frozenset({"allowed", "enough", "pieces", "hints", "denied", "never", "whole", "gift"}),
        ("进店送红包", "进店"),
    ),
    "cues": Format(read_cues, CUES, frozenset({"concedes", "not_after", "not_before"})),
}
OTHER_TYPE = {"t": "7", "f": "7", '"': "7"}
"""What is no value of a key, by the first sign of what is."""


def complaint(folder: Path, name: str, text: str) -> LexiconError:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        FORMATS[name].read(path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{path}:{caught.value.line}: ")
    return caught.value


class Key(NamedTuple):
    """A key of a good file: its format, its line from 0, its name."""

    format: str
    line: int
    name: str

    def swapped(self, written: str) -> str:
        """Return the file with another line in the place of that of the key."""
        lines = FORMATS[self.format].good.splitlines(keepends=True)
        lines[self.line] = f"{written}\n"
        return "".join(lines)


KEYS = [
    Key(name, line, found[1])
    for name, held in FORMATS.items()
    for line, written in enumerate(held.good.splitlines())
    if (found := re.match(r"(\w+) = ", written))
]
ONE_LINE = [
    key for key in KEYS if not FORMATS[key.format].good.splitlines()[key.line].endswith("[")
]
by_key = pytest.mark.parametrize("key", ONE_LINE, ids=lambda key: f"{key.format}-{key.name}")
by_format = pytest.mark.parametrize("name", FORMATS)


@by_format
def test_the_good_file_is_good(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.toml"
    path.write_text(FORMATS[name].good, encoding="utf-8")
    FORMATS[name].read(path)


@by_key
def test_a_value_of_another_type_is_told(tmp_path: Path, key: Key) -> None:
    value = FORMATS[key.format].good.splitlines()[key.line].partition(" = ")[2]
    other = OTHER_TYPE.get(value[0], '"x"' if value[0] != "[" else "[7]")
    found = complaint(tmp_path, key.format, key.swapped(f"{key.name} = {other}"))
    assert found.line == key.line + 1
    assert re.search(rf"(^|\.){key.name}(\.\d+)?$", found.key)


@by_key
def test_a_misspelt_key_is_told(tmp_path: Path, key: Key) -> None:
    value = FORMATS[key.format].good.splitlines()[key.line].partition(" = ")[2]
    found = complaint(tmp_path, key.format, key.swapped(f"{key.name}x = {value}"))
    if key.name in {"kin", "gift"}:  # a list by another name is missed where it is asked for
        assert found.key.endswith("pieces.0")
    else:
        assert found.line == key.line + 1
        assert found.key.endswith(f"{key.name}x")


@pytest.mark.parametrize(
    "key",
    [key for key in ONE_LINE if key.name not in FORMATS[key.format].optional],
    ids=lambda key: f"{key.format}-{key.name}",
)
def test_a_missing_key_is_told_by_its_table(tmp_path: Path, key: Key) -> None:
    lines = FORMATS[key.format].good.splitlines()
    head = max(place for place in range(key.line) if lines[place].startswith("["))
    found = complaint(tmp_path, key.format, key.swapped(""))
    assert found.key.endswith(key.name) or f"lacks {key.name}" in found.fault
    assert found.line == head + 1 or key.name in {"roots", "mentions"} or found.key in lines[head]


@by_key
def test_a_value_without_its_end_is_told(tmp_path: Path, key: Key) -> None:
    found = complaint(tmp_path, key.format, key.swapped(f'{key.name} = "'))
    assert found.line == key.line + 1
    assert "is no TOML" in found.fault


ANYTHING = {"text", "allowed", "rows", "interests"}
"""Keys of posts, signs and expected rows, which may hold anything."""


@pytest.mark.parametrize(
    "key",
    [
        key
        for key in ONE_LINE
        if key.name not in ANYTHING and '"' in FORMATS[key.format].good.splitlines()[key.line]
    ],
    ids=lambda key: f"{key.format}-{key.name}",
)
def test_a_sign_that_nobody_sees_is_told(tmp_path: Path, key: Key) -> None:
    line = FORMATS[key.format].good.splitlines()[key.line]
    found = complaint(tmp_path, key.format, key.swapped(line.replace('"', '"\u200b', 1)))
    assert found.line == key.line + 1
    assert key.name in found.key


LISTS = [
    key
    for key in ONE_LINE
    if FORMATS[key.format].good.splitlines()[key.line].startswith(f"{key.name} = [")
]
NONE_OF = {
    "comparisons": {"patterns", *Words.model_fields},
    "interests": {"order", "others", "author", "before", "after", "no"},
    "trust": {"praise"},
    "cues": set(re.findall(r"^(\w+) =", CUES, re.MULTILINE)) - {"not_after", "not_before"},
}
"""Lists without which a pattern would fit everywhere."""


@pytest.mark.parametrize(
    "key",
    [key for key in LISTS if key.name in NONE_OF.get(key.format, ())],
    ids=lambda key: f"{key.format}-{key.name}",
)
def test_a_list_that_may_not_be_empty_is_told(tmp_path: Path, key: Key) -> None:
    found = complaint(tmp_path, key.format, key.swapped(f"{key.name} = []"))
    assert found.line == key.line + 1
    assert found.key.endswith(key.name)


@pytest.mark.parametrize("name", [name for name, held in FORMATS.items() if held.wrong[0]])
def test_a_sample_that_fails_is_told(tmp_path: Path, name: str) -> None:
    good = FORMATS[name].good
    found = complaint(tmp_path, name, good.replace(*FORMATS[name].wrong))
    assert isinstance(found, SampleMismatch)
    assert found.key == "sample.0"
    assert found.line == good[: good.index("[[sample]]")].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "table", "first"),
    [
        ("topics", "topic", "label"),
        ("brands", "brand", "name"),
        ("aspects", "aspect", "label"),
        ("interests", "interest", "label"),
    ],
)
def test_a_label_that_is_there_twice_is_told(
    tmp_path: Path, name: str, table: str, first: str
) -> None:
    good = FORMATS[name].good
    label = tomllib.loads(good)[table][0][first]
    begin, end = good.split("[[sample]]")
    again = f'[[{table}]]\n{first} = "{label}"\n\n[[sample]]'
    found = complaint(tmp_path, name, begin + again + end)
    assert found.key == f"{table}.1.{first}"
    assert found.line == begin.count("\n") + 2


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("topics", '"手机"', f'"{"长" * 101}"', "topic.0.words.0: String should have at most"),
        ("topics", 'near = ["屏"]', "near = 3", "topic.0.ambiguous.0.near: "),
        (
            "brands",
            '"云雀豆"',
            '"雲雀音頻"',
            "aliases.0: '雲雀音頻' already names 'Lark'",
        ),
        (
            "brands",
            '"云雀豆"',
            '"ＬＡＲＫ"',
            "aliases.0: 'ＬＡＲＫ' already names 'Lark'",
        ),
        ("brands", "[[brand.products]]", "[[brand.product]]", "brand.0.product: no such key"),
        ("aspects", "睡*香", "*香", "aspect.0.good.0: '*香' begins with a gap"),
        ("aspects", "睡*香", "睡*又*很*香", "aspect.0.good.0: '睡*又*很*香' has 3 gaps; 2 is"),
        ("aspects", '"general"', '"nowhere"', "base: no file nowhere.toml beside it"),
        ("opinions", '"praisewords"', '"*好"', "praise.words.0: '*好' begins with a gap"),
        ("opinions", '"blamewords"', '"PraiseWords"', "blame.words.0: 'PraiseWords' stands in"),
        ("cues", '"但是"', '"*但是"', "turn.0.words.0: '*但是' begins with a gap"),
        ("cues", '"anywhere"', '"nowhere"', "turn.0.where: Input should be 'anywhere'"),
        ("needs", "给{kin}买", "给{kin买", "rule.1.pieces.0: '给{kin买' has a brace without"),
        ("needs", "给{kin}买", "给{son}买", "rule.1.pieces.0: no list 'son' in [lists]"),
        ("needs", "kin = ", '"a-b" = ', "lists.a-b: the name of a list is of letters"),
        ("needs", '"女儿"', '"女*儿"', "lists.kin.0: a list holds words alone"),
        ("needs", "买*了", "买*过*几*了", "rule.1.hints.0: '买*过*几*了' has 3 gaps"),
        ("needs", '"宝宝"', '"宝*宝"', "rule.0.pieces.0: a context is of words alone"),
        ("needs", 'near = ["child"]', 'near = ["chidl"]', "rule.1.near: no label 'chidl' above"),
        ("needs", 'labels = ["for_child"]', 'labels = ["for_chidl"]', "near it are for_child"),
        ("trust", "送{gift}", "送gift}", "rule.0.pieces.0: '送gift}' has a brace without"),
        ("trust", '"advert"\nw', '"flooding"\nw', "rule.0.code: 'flooding' has a table of its own"),
        ("trust", "weight = 0.5", "weight = nan", "rule.0.weight: Input should be"),
        ("trust", "share = 0.8", "share = 1.5", "template_praise.share: Input should be"),
        ("interests", '"wants", "asks", ', '"wants", ', "stances.order: name each of wants, asks"),
        ("interests", '"wants", "asks", ', '"wants", "wants", ', "stances.order: name each of"),
        ("interests", "asks = 0.9", "asks = inf", "stances.weight.asks: Input should be"),
        ("interests", "asks = 0.9", "begs = 0.9", "stances.weight.begs: Input should be 'wants'"),
        ("interests", 'words = ["想买"', 'word = ["想买"', "stance.0.word: no such key"),
        ("interests", "求*推荐", "*推荐", "stance.0.words.1: '*推荐' begins with a gap"),
        ("interests", "求*推荐", "求*一*个*荐", "stance.0.words.1: '求*一*个*荐' has 3 gaps"),
        ("interests", 'topics = ["digital/phone"]', 'topics = ["digital/fone"]', "near it are"),
        (
            "interests",
            '["digital/phone wants"]',
            '["digital/fone wants"]',
            "no interest 'digital",
        ),
        ("comparisons", "{word}", "{wrod}", "rule.0.patterns.0: '比{B}…{wrod}': no slot {wrod}"),
        ("comparisons", "{word}", "{word", "': a brace or bracket without its other one"),
        ("comparisons", "{word}", "(好|棒", "': a brace or bracket without its other one"),
        ("comparisons", "{word}", "…".join("一二三四五"), "': 4 gaps are the most"),
        ("comparisons", "{word}", "长" * 101, "says more than 100 signs"),
        ("comparisons", "比{B}…{word}", "更好", "each slot may be there once, and one must be"),
    ],
)
def test_what_can_not_be_looked_for_is_told(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    good = FORMATS[name].good
    assert good.count(old) >= 1
    found = complaint(tmp_path, name, good.replace(old, new, 1))
    assert said in str(found)
    assert found.line == good[: good.index(old)].count("\n") + 1


def test_a_stance_may_be_one_sign(tmp_path: Path) -> None:
    path = tmp_path / "interests.toml"
    text = INTERESTS.replace('"求*推荐"', '"求", "盼*来"').replace('"想买手机"', '"求手机"')
    path.write_text(text, encoding="utf-8")
    assert read_interests(path, PHONE).file.stance[0].words[1] == "求"


@pytest.mark.parametrize("name", ["topics", "comparisons", "cues", "needs"])
def test_a_top_level_table_that_is_missing_is_told(tmp_path: Path, name: str) -> None:
    found = complaint(tmp_path, name, "# nothing yet\n")
    assert found.line == 1
    assert found.fault == "is missing"
