"""Sentences of our own and the codes they must get; the part `held` was not tuned on."""

from pathlib import Path

import pandas as pd
import pytest

from nlp.trust.rules import shipped_rules

SENTENCES = pd.read_csv(Path(__file__).with_name("sentences.csv"), keep_default_na=False)
KNOWN = SENTENCES[SENTENCES["part"] == "known"]
HELD = SENTENCES[SENTENCES["part"] == "held"]


def codes(text: str) -> list[str]:
    rules = shipped_rules()
    return sorted(reason.code for reason in rules.judge(rules.search([text])[0]))


@pytest.mark.parametrize(("wanted", "text"), KNOWN[["codes", "text"]].to_numpy().tolist())
def test_a_sentence_gets_its_codes(wanted: str, text: str) -> None:
    assert codes(text) == sorted(wanted.split())


def test_sentences_not_tuned_on_mostly_get_theirs() -> None:
    right = [codes(row.text) == sorted(row.codes.split()) for row in HELD.itertuples()]
    assert sum(right) >= 0.9 * len(HELD)


def test_there_are_enough_sentences_mostly_chinese_half_held_out() -> None:
    assert len(SENTENCES) >= 120
    assert (SENTENCES["lang"] == "zh").mean() >= 2 / 3
    assert 0.45 <= (SENTENCES["part"] == "held").mean() <= 0.55
    assert not SENTENCES["text"].duplicated().any()
