"""What each stage of the tagger takes for texts made to be slow: figures, and what is not linear.

Run: `python benchmarks/hostile_texts.py [--count N] [--seed N] [--signs N]`. Each text repeats one
to three words of the shipped lists, with or without a mark or an odd blank between them, to
`--signs` characters and to a quarter of them. A stage that takes more than six times as long for
four times the text, and more than half a second, is named with the text.
"""

import argparse
import random
import re
import time
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

import nlp
from nlp.emotion.model import load as load_feelings
from nlp.pipeline import Pipeline
from nlp.sentiment.model import load_model
from nlp.tagger import tagger
from nlp.topics.brands import read_brands
from nlp.topics.taxonomy import read_taxonomy

LEXICONS = Path(nlp.__file__).parent / "lexicons"
MARKS = ("", "", ",", "。", " ", "，", "、", "\u2003", "~", "*", "\u200b", "\ud800", "！", '"', "(")
_SIGNS = re.compile(r"[*{}^$…|()]")
_SLOW_S, _STEEP, _PARTS = 0.5, 6, 4


def words(found: object) -> Iterator[str]:
    """Yield the words in what a file of TOML holds."""
    if isinstance(found, str):
        yield from (word for word in _SIGNS.split(found) if 0 < len(word) <= 20)
    elif isinstance(found, dict):
        for held in found.values():
            yield from words(held)
    elif isinstance(found, list):
        for held in found:
            yield from words(held)


def hostile(count: int, *, seed: int) -> Iterator[str]:
    """Yield what texts are made of, by lot."""
    dice = random.Random(seed)
    lists = [sorted(set(words(tomllib.loads(path.read_text("utf-8"))))) for path in toml()]
    for _ in range(count):
        picked = [dice.choice(dice.choice(lists)) for _ in range(dice.randint(1, 3))]
        yield dice.choice(MARKS).join(picked) + dice.choice(MARKS)


def toml() -> list[Path]:
    """Return the shipped lists that hold words."""
    return [path for path in sorted(LEXICONS.rglob("*.toml")) if any(words(load(path)))]


def load(path: Path) -> dict[str, object]:
    """Return what a file of TOML holds."""
    return tomllib.loads(path.read_text("utf-8"))


def seconds(tag: Pipeline, text: str) -> dict[str, float]:
    """Return the processor time that each stage takes for one text."""
    batch, spent = pd.DataFrame({"text": pd.Series([text], dtype="object")}), {}
    for stage in tag.stages:
        started = time.process_time()
        batch = stage(batch)
        spent[stage.name] = time.process_time() - started
    return spent


def steep(tag: Pipeline, unit: str, signs: int) -> dict[str, tuple[float, float]]:
    """Return the stages that are slow and not linear, with what they take for both lengths."""
    whole = seconds(tag, unit * (signs // len(unit)))
    slow = [name for name, spent in whole.items() if spent > _SLOW_S]
    if not slow:
        return {}
    part = seconds(tag, unit * (signs // _PARTS // len(unit)))
    found = {name: (part[name], whole[name]) for name in slow}
    return {name: pair for name, pair in found.items() if pair[1] > _STEEP * pair[0]}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--signs", type=int, default=100_000)
    asked = parser.parse_args(arguments)
    tag = tagger(
        taxonomy=read_taxonomy(LEXICONS / "topics.toml"),
        brands=read_brands(LEXICONS / "brands.toml"),
        sentiment=load_model("fast"),
        emotions=load_feelings(),
    )
    seconds(tag, "你好")
    seconds(tag, "hello, is this a text of words?")
    for unit in hostile(asked.count, seed=asked.seed):
        for name, (part, whole) in steep(tag, unit, asked.signs).items():
            print(f"{name:>14}: {part:.2f} s, then {whole:.2f} s: {unit!r}", flush=True)
    print(f"{asked.count} texts of {asked.signs} characters")


if __name__ == "__main__":
    main()
