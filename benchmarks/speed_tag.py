"""Texts a second of the whole tagger, beside jieba's cut alone in the same run.

Run: `python benchmarks/speed_tag.py` (under a minute). Options: `--texts`, `--seed`, `--rounds`,
`--industry` whose aspects are looked for, `--data FOLDER --set NAME` for texts as people wrote
them. Without a folder, texts are put together by this script from phrases of its own; one process,
one core. What the cutter remembers is forgotten before each round, and the share of texts cut as
jieba cuts them is said.
"""

import argparse
import csv
import gc
import gzip
import json
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pandas as pd

import nlp
from nlp.emotion.model import load as load_feelings
from nlp.pipeline import Pipeline
from nlp.sentiment.model import SHIPPED, load_model
from nlp.tagger import tagger
from nlp.text.engine import Engine
from nlp.text.words import cutter, engine
from nlp.topics.brands import Brands, read_brands
from nlp.topics.taxonomy import read_taxonomy

LEXICONS = Path(nlp.__file__).parent / "lexicons"
PARTS = {"fast": 1, "auto": 2, "accurate": 10}
"""Slow models are asked about one in so many of the texts."""
BATCH = 2000
LAST_OF_LANGUAGE = "feelings"
"""What comes before, this stage with it, is words, sentiment and emotion; then come the tags."""
SUBJECTS = (
    "这款手机",
    "楼下那家面馆",
    "新买的耳机",
    "昨天住的酒店",
    "这本小说",
    "晨露咖啡的拿铁",
    "孩子的自行车",
    "前台的小姑娘",
    "周末的演唱会",
    "那台二手相机",
)
JUDGEMENTS = (
    "真的很不错",
    "让人有点失望",
    "比想象中便宜",
    "用起来很顺手",
    "等了半个多小时",
    "味道一般",
    "做工还算细致",
    "下次不会再来了",
    "值得推荐给朋友",
    "声音太小听不清",
)
MARKS = ("，", "。", "！", "，而且", "，不过", "[笑哭]", "～", "？")


def make(count: int, *, seed: int) -> list[str]:
    """Return `count` posts of one to six clauses."""
    dice = random.Random(seed)
    return [
        "".join(
            clause
            for _ in range(dice.randint(1, 6))
            for clause in map(dice.choice, (SUBJECTS, JUDGEMENTS, MARKS))
        )
        for _ in range(count)
    ]


def read(folder: Path, name: str, count: int, *, seed: int) -> list[str]:
    """Return `count` texts of the set `name`, in an order drawn by lot."""
    file = next((folder / name).glob("train.*.gz"))
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = csv.DictReader(lines) if ".csv" in file.suffixes else map(json.loads, lines)
        texts = [row["text"] for row in rows]
    random.Random(seed).shuffle(texts)
    return texts[:count]


def best(work: Callable[[], object], *, rounds: int, engines: Sequence[Engine] = ()) -> float:
    """Return the least seconds of `rounds` runs, each with engines that remember nothing."""
    times = []
    for _ in range(rounds):
        for each in engines:
            each.forget()
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def tagger_of(model: str, brands: Brands, industry: str) -> Pipeline:
    """Return the shipped tagger with the sentiment model of that name, for an industry."""
    return tagger(
        taxonomy=read_taxonomy(LEXICONS / "topics.toml"),
        brands=brands,
        sentiment=load_model(model),
        emotions=load_feelings(),
        industry=industry,
    )


def told(name: str, texts: int, seconds: float, plain: float) -> None:
    """Print the texts a second, and the cost as a multiple of `plain` seconds a text."""
    cost = seconds / texts / plain
    print(f"{name:>14}: {texts / seconds:8.0f} texts/s  {cost:5.2f} x jieba.lcut")


def in_batches(tag: Pipeline, texts: Sequence[str]) -> None:
    """Tag `texts` as a flow does, one batch after the other."""
    for start in range(0, len(texts), BATCH):
        tag(pd.DataFrame({"text": texts[start : start + BATCH]}))


def language_of(tag: Pipeline) -> Pipeline:
    """Return the tagger up to what it says of needs, aspects and topics."""
    names = [stage.name for stage in tag.stages]
    return Pipeline(tag.given, tag.stages[: names.index(LAST_OF_LANGUAGE) + 1])


def stages(tag: Pipeline, batch: pd.DataFrame) -> None:
    """Print what each stage takes."""
    for stage in tag.stages:
        started = time.process_time()
        batch = stage(batch)
        spent = (time.process_time() - started) / len(batch) * 1e6
        print(f"{stage.name:>14}: {spent:8.0f} us a text")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--industry", default="general")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--set", default="zh_unlabelled")
    asked = parser.parse_args()
    texts = (
        read(asked.data, asked.set, asked.texts, seed=asked.seed)
        if asked.data
        else make(asked.texts, seed=asked.seed)
    )
    brands = read_brands(LEXICONS / "brands.toml")
    cut, engines = cutter(), [engine(()), engine(tuple(sorted(set(brands.words))))]
    fast = tagger_of("fast", brands, asked.industry)
    fast(pd.DataFrame({"text": texts[:10]}))
    import jieba  # once the tagger has silenced it

    jieba.initialize()
    signs = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} texts of {signs:.0f} characters on average; best of {asked.rounds} rounds")
    seconds = best(lambda: [jieba.lcut(text) for text in texts], rounds=asked.rounds)
    plain = seconds / len(texts)
    told("jieba.lcut", len(texts), seconds, plain)
    ours = best(lambda: [cut(text) for text in texts], rounds=asked.rounds, engines=engines)
    told("our cut", len(texts), ours, plain)
    gc.freeze()  # as `flows` does with what a tagger has read
    core = best(partial(in_batches, language_of(fast), texts), rounds=asked.rounds, engines=engines)
    told("fast, language", len(texts), core, plain)
    for model in SHIPPED:
        tag, part = tagger_of(model, brands, asked.industry), texts[: len(texts) // PARTS[model]]
        in_batches(tag, part[:100])
        whole = best(partial(in_batches, tag, part), rounds=asked.rounds, engines=engines)
        told(f"tag, {model}", len(part), whole, plain)
    equal = sum(engines[0].cut(text) == jieba.lcut(text) for text in texts)
    print(f"{'equal cuts':>14}: {equal / len(texts):8.2%}")
    engines[1].forget()
    stages(fast, pd.DataFrame({"text": texts}))


if __name__ == "__main__":
    main()
