from pathlib import Path

import pytest

from nlp.errors import LexiconError, SampleMismatch
from nlp.text.words import cutter
from nlp.topics.taxonomy import Taxonomy, read_taxonomy

GOOD = """\
[[topic]]
label = "digital/phone"
words = ["手机", "phone"]

[[topic]]
label = "food/fresh"
ambiguous = [{ word = "苹果", near = ["甜"] }]

[[sample]]
text = "这部手机"
labels = ["digital/phone"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "topics.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(LexiconError) as caught:
        read_taxonomy(written(folder, text))
    return str(caught.value).removeprefix(f"{folder}/")


@pytest.mark.parametrize(
    "value",
    ["[" * 5000 + "]" * 5000, "[" * 300 + "]" * 300, "{a=" * 5000 + "1" + "}" * 5000],
    ids=["lists", "fewer lists", "tables"],
)
@pytest.mark.parametrize("key", ["label", "unknown"])
def test_a_file_nested_too_deep_is_refused(tmp_path: Path, key: str, value: str) -> None:
    assert complaint(tmp_path, f"[[topic]]\n{key} = {value}\n").startswith("topics.toml")


@pytest.mark.parametrize("key", ["label", "unknown"])
def test_a_key_of_many_parts_is_refused(tmp_path: Path, key: str) -> None:
    text = f"[[topic]]\n{'.'.join([key] * 5000)} = 1\n"
    assert complaint(tmp_path, text).startswith("topics.toml")


def test_a_good_file_is_read_in_its_order(tmp_path: Path) -> None:
    assert read_taxonomy(written(tmp_path, GOOD)).labels == ("digital/phone", "food/fresh")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"digital/phone"\nwords',
            '"phone"\nwords',
            "topics.toml:2: topic.0.label: should have two levels, such as a/b, not 'phone'",
        ),
        ("ambiguous =", "ambigous =", "topics.toml:7: topic.1.ambigous: no such key"),
        ("[[topic]]", "[[topics]]", "topics.toml:1: topics: no such key"),
        (
            '["手机", "phone"]',
            '["手机", 5]',
            "topics.toml:3: topic.0.words.1: should be text in quotes, not 5",
        ),
        (
            '"food/fresh"',
            '"digital/phone"',
            "topics.toml:6: topic.1.label: 'digital/phone' is there twice",
        ),
        (
            '"这部手机"\nlabels = ["digital/phone"]',
            '"这部手机"\nlabels = ["a/b"]',
            "topics.toml:11: sample.0.labels: no topic 'a/b'; there are digital/phone",
        ),
        ('words = ["手机"', 'words = ["手机', "topics.toml:3: is no TOML"),
        ('label = "food/fresh"', f"label = {'9' * 5000}", "topics.toml:6: holds a number too long"),
        (
            'label = "food/fresh"',
            f"label = 0x{'f' * 5000}",
            "topics.toml:6: topic.1.label: should be text in quotes, not 0xfff",
        ),
        ('label = "food/fresh"', "", "topics.toml:5: topic.1.label: is missing"),
    ],
    ids=["label", "key", "table", "type", "twice", "unknown", "syntax", "digits", "hex", "missing"],
)
def test_a_mistake_is_named_by_file_line_and_key(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in GOOD
    assert complaint(tmp_path, GOOD.replace(old, new)).startswith(said)


def test_a_sample_that_fails_is_named(tmp_path: Path) -> None:
    wrong = GOOD.replace('"这部手机"', '"苹果很甜"')
    with pytest.raises(
        SampleMismatch, match=r"'苹果很甜' should be \['digital/phone'\], but .* \['food/fresh'\]"
    ) as caught:
        read_taxonomy(written(tmp_path, wrong))
    assert (caught.value.line, caught.value.found) == (9, ("food/fresh",))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="No such file"):
        read_taxonomy(tmp_path / "none.toml")


def test_a_file_in_another_encoding_is_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "topics.toml"
    path.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(LexiconError, match=r"topics\.toml:3: is not UTF-8"):
        read_taxonomy(path)


def test_more_words_make_it_surer_and_repeats_do_not(taxonomy: Taxonomy) -> None:
    def score(text: str) -> float:
        return taxonomy.find(text, cutter()(text))[0].score

    assert score("快递") == score("快递，快递，快递") == 0.7
    assert score("快递发货") == pytest.approx(0.91)


def test_samples_are_cut_as_texts_will_be(tmp_path: Path) -> None:
    with pytest.raises(SampleMismatch):
        read_taxonomy(written(tmp_path, GOOD), lambda text: [text[:3], text[3:]])


def test_the_version_follows_the_words_and_not_the_samples(tmp_path: Path) -> None:
    def version(text: str) -> str:
        return read_taxonomy(written(tmp_path, text)).version

    assert version(GOOD) == version(GOOD.split("[[sample]]", maxsplit=1)[0])
    assert version(GOOD) != version(GOOD.replace('"phone"', '"phone", "mobile"'))


def test_every_shipped_label_has_two_levels_and_words(taxonomy: Taxonomy) -> None:
    assert all(label.count("/") == 1 for label in taxonomy.labels)
    assert all(topic.words or topic.ambiguous for topic in taxonomy.topics)
    assert taxonomy.samples
