import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from nlp.errors import LexiconError, SampleMismatch
from nlp.needs.rules import LIKELY, SHIPPED, SURE, Rules, Sentence, read_rules, shipped_rules

Read = Callable[[str], Rules]

BOUGHT = '[[rule]]\nkind = "intents"\nlabel = "bought"\npieces = ["买了"]\n'
BIRTHDAY = '[[rule]]\nkind = "needs"\nlabel = "birthday"\nhints = ["生日"]\nnear = ["bought"]\n'


@pytest.fixture
def rules(tmp_path: Path) -> Read:
    def write(text: str) -> Rules:
        path = tmp_path / "needs.toml"
        path.write_text(text, encoding="utf-8")
        return read_rules(path)

    return write


def labels(rules: Rules, text: str, *sentences: Sentence) -> dict[str, float]:
    [read] = rules.find_all([text])
    return {each.label: each.score for each in rules.judge(*read, sentences)}


def test_the_samples_of_the_shipped_rules_get_their_labels() -> None:
    assert read_rules(SHIPPED).version == shipped_rules().version


def test_pieces_of_several_rules_that_begin_alike_are_all_found(rules: Read) -> None:
    other = BOUGHT.replace("bought", "left").replace("买了", "买*退")
    made = rules(BOUGHT + other)
    assert labels(made, "买了又退") == {"bought": SURE, "left": SURE}
    assert labels(made, "买来又退") == {"left": SURE}
    assert labels(made, "买来再说") == {}


def test_a_hint_counts_beside_its_company_only(rules: Read) -> None:
    made = rules(BOUGHT + BIRTHDAY)
    assert labels(made, "生日那天加班") == {}
    assert labels(made, "生日那天买了") == {"bought": SURE, "birthday": LIKELY}


def test_a_second_piece_elsewhere_makes_it_surer(rules: Read) -> None:
    assert labels(rules(BOUGHT), "买了，又买了") == {"bought": 0.91}


@pytest.mark.parametrize(("text", "said"), [("没买了", False), ("没买了，后来买了", True)])
def test_what_is_denied_does_not_count(rules: Read, text: str, *, said: bool) -> None:
    made = rules(BOUGHT + 'denied = ["没买了"]\n')
    assert bool(labels(made, text)) == said


def test_what_stands_for_the_whole_text_bars_the_label(rules: Read) -> None:
    assert labels(rules(BOUGHT + 'never = ["朋友"]\n'), "买了，朋友说") == {}


def test_a_label_follows_from_another_unless_a_third_is_there(rules: Read) -> None:
    left = BOUGHT.replace("bought", "left").replace("买了", "退了")
    done = '[[rule]]\nkind = "intents"\nlabel = "done"\nfollows = ["bought"]\nunless = ["left"]\n'
    made = rules(BOUGHT + left + done)
    assert labels(made, "买了") == {"bought": SURE, "done": LIKELY}
    assert set(labels(made, "买了又退了")) == {"bought", "left"}


def test_of_stages_the_one_furthest_down_is_given(rules: Read) -> None:
    steps = [BOUGHT.replace("bought", f"stage/{name}") for name in ("first", "last")]
    made = rules(steps[0].replace("买了", "看到") + steps[1])
    assert set(labels(made, "买了，昨天看到的")) == {"stage/last"}


def test_a_sentence_of_a_sort_shows_a_label(rules: Read) -> None:
    made = rules('[[rule]]\nkind = "needs"\nlabel = "asks"\nsentences = "question"\n')
    assert labels(made, "好吗", Sentence(0, 2, "question")) == {"asks": LIKELY}
    assert labels(made, "好吗", Sentence(0, 2, "wish")) == {}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (BIRTHDAY, "needs.toml:5: rule.0.near: no label 'bought' above"),
        (BOUGHT.replace("买了", "*买了"), "needs.toml:4: rule.0.pieces.0: '\\*买了' must begin"),
        (BOUGHT.replace("买了", "给{kin}买了"), "needs.toml:4: rule.0.pieces.0: no list 'kin'"),
        (BOUGHT.replace("pieces", "peices"), "needs.toml:4: rule.0.peices: no such key"),
        (BOUGHT.replace("intents", "moods"), "needs.toml:2: rule.0.kind"),
        (BOUGHT + '[[sample]]\ntext = "好"\nlabels = ["left"]\n', "needs.toml:7: sample.0.labels"),
    ],
)
def test_a_file_with_an_error_is_refused_by_line_and_key(
    rules: Read, text: str, complaint: str
) -> None:
    with pytest.raises(LexiconError, match=complaint):
        rules(text)


def test_a_sample_without_its_labels_is_refused(rules: Read) -> None:
    with pytest.raises(SampleMismatch, match=r"needs.toml:5: sample.0"):
        rules(BOUGHT + '[[sample]]\ntext = "没什么"\nlabels = ["bought"]\n')


def test_the_version_follows_the_rules_and_not_the_samples(rules: Read) -> None:
    sample = '[[sample]]\ntext = "买了"\nlabels = ["bought"]\n'
    plain = rules(BOUGHT).version
    assert rules(BOUGHT + sample).version == plain
    assert rules(BOUGHT.replace("买了", "买过")).version != plain


@pytest.mark.parametrize(
    ("text", "label", "said"),
    [
        ("准备换手机了", "wants_to_buy", True),
        ("我不想买", "wants_to_buy", False),
        ("同事都想买", "wants_to_buy", False),
        ("昨天买了一台", "bought", True),
        ("最后没买", "bought", False),
        ("他买了三台", "bought", False),
        ("强烈推荐给上班族", "recommends", True),
        ("真的不推荐", "recommends", False),
        ("下次还会回购", "repurchases", True),
        ("不会回购了", "repurchases", False),
        ("I bought it last week", "bought", True),
        ("She bought it last week", "bought", False),
        ("I highly recommend this lamp", "recommends", True),
        ("I would not recommend this lamp", "recommends", False),
    ],
)
def test_denied_and_others_deeds_do_not_count(text: str, label: str, *, said: bool) -> None:
    assert (label in labels(shipped_rules(), text)) == said


def test_every_label_of_the_four_kinds_is_there() -> None:
    counts = {"needs": 22, "intents": 12, "roles": 10, "psychology": 4}
    assert {kind: len(shipped_rules().labels(kind)) for kind in counts} == counts


def test_rules_can_be_sent_to_another_process() -> None:
    text = "给女儿买的生日礼物"
    copied = pickle.loads(pickle.dumps(shipped_rules()))
    assert labels(copied, text) == labels(shipped_rules(), text) != {}
