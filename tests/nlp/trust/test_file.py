from pathlib import Path

import pytest

from nlp.errors import LexiconError, SampleMismatch
from nlp.trust.rules import SHIPPED, Rules, read_rules, shipped_rules

GOOD = """\
[lists]
gift = ["糖", "茶"]

[[rule]]
code = "bait"
weight = 0.5
pieces = ["送{gift}"]
hints = ["快来", "今天"]
denied = ["没送{gift}"]

[flooding]
weight = 0.4

[template_praise]
weight = 0.3
praises = 2
signs = 4
share = 0.9
praise = ["好", "快"]
generic = ["货", "很"]

[[sample]]
text = "进店送茶"
codes = ["bait"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "trust.toml"
    path.write_text(text, encoding="utf-8")
    return path


def codes(rules: Rules, text: str) -> list[str]:
    return [reason.code for reason in rules.judge(rules.search([text])[0])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("进店送糖", ["bait"]),
        ("说好的也没送糖", []),
        ("快来", []),
        ("快来快来", []),
        ("今天快来", ["bait"]),
        ("货很好，快快快", ["template_praise"]),
        ("货很好，杯子快", []),
    ],
)
def test_a_rule_is_shown_by_pieces_or_different_hints(
    tmp_path: Path, text: str, found: list[str]
) -> None:
    assert codes(read_rules(written(tmp_path, GOOD)), text) == found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weight = 0.5", "weight = 2", "trust.toml:6: rule.0.weight"),
        ("weight = 0.5", 'weight = "0.5"', "trust.toml:6: rule.0.weight"),
        ("weight = 0.4", "weight = true", "trust.toml:12: flooding.weight"),
        ("share = 0.9", 'share = "0.9"', "trust.toml:18: template_praise.share"),
        ("praises = 2", "praises = 2.0", "trust.toml:16: template_praise.praises"),
        ('"送{gift}"', '"送{gifts}"', "trust.toml:7: rule.0.pieces.0: no list 'gifts'"),
        ('"快来", "今天"', '"*来"', "trust.toml:8: rule.0.hints.0: '*来' must begin with words"),
        ("hints =", "hint =", "trust.toml:8: rule.0.hint: no such key"),
        ('codes = ["bait"]', 'codes = ["baits"]', "trust.toml:24: sample.0.codes: no rule gives"),
        ('code = "bait"', 'code = "flooding"', "trust.toml:5: rule.0.code: 'flooding' has a table"),
    ],
)
def test_a_mistake_is_told_by_line_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(LexiconError) as caught:
        read_rules(written(tmp_path, GOOD.replace(old, new, 1)))
    assert said in str(caught.value)


def test_a_sample_that_gets_other_codes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SampleMismatch) as caught:
        read_rules(written(tmp_path, GOOD.replace("进店送茶", "进店喝茶")))
    assert caught.value.line == 22
    assert caught.value.found == ()


def test_the_version_changes_with_words_but_not_with_samples(tmp_path: Path) -> None:
    before = read_rules(written(tmp_path, GOOD)).version
    assert read_rules(written(tmp_path, GOOD.replace("进店送茶", "到店送茶"))).version == before
    assert read_rules(written(tmp_path, GOOD.replace('"茶"', '"茶", "饼"'))).version != before


def test_the_shipped_rules_pass_their_samples() -> None:
    assert "promotion" in read_rules(SHIPPED).file.codes


def test_the_samples_of_the_shipped_rules_get_their_codes() -> None:
    assert read_rules(SHIPPED).version == shipped_rules().version
