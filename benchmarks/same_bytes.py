"""Whether tags are the same bytes however they are made: executor, processes, size of batches.

python benchmarks/same_bytes.py --texts 4000

Made-up texts, Chinese, English and odd, are tagged in this process and in 1, 2 and 4 others, in
batches of 1, 7 and 2,000. Printed is a digest of the rows of `opinionflow tag` as JSON, and one of
the rows of post_tags, aspects and comparisons, for each way. Exits 1 where two differ.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from random import Random

import pandas as pd

from flows.steps.project import TaggerRecipe, shipped
from flows.steps.tagging import in_processes
from flows.store.tag_rows import kinds_of, tag_rows

PIECES = (
    """
屏幕|快递|电池用两天就没电|客服态度很差|价格|云雀耳机|北峰|晨露咖啡|酒店|想买一台相机|求推荐|比北峰好|不如
给女儿买的|喜欢|讨厌|没有|太贵了|还行|但是|不过|因为|加微信领红包|此用户未填写评价内容|繁體字也可以|ＡＢＣ１２３
the battery died|great screen|I prefer Northpeak over Lark Audio|too expensive|not bad|5|3.14
bought it for my son|customer service|would not recommend|why is it so slow|怎么样|[泪]|#话题#
😀😀|👨‍👩‍👧|//@甲: 转发|@北峰 |http://x.example/a|ﷺ|안녕|привет|ありがとう|\ud800|\x00|\u200b|\u202e|\t
""".strip()
    .replace("\n", "|")
    .split("|")
)
MARKS = ("，", "。", "！", "？", "", " ", "...", "~", ",", ". ")
BATCHES = (1, 7, 2000)


def made_up(count: int, seed: int = 7) -> list[str | None]:
    """Return texts of none to sixty pieces, a few of them null or long."""
    dice = Random(seed)
    texts: list[str | None] = []
    for number in range(count):
        length = dice.choice((0, 1, 2, 4, 8, 20)) if number % 97 else 400
        said = (dice.choice(PIECES) + dice.choice(MARKS) for _ in range(length))
        texts.append("".join(said) if number % 89 else None)
    return texts


def in_batches(texts: Sequence[str | None], size: int) -> Iterator[pd.DataFrame]:
    """Yield the texts as the record gives them, `size` at a time."""
    for start in range(0, len(texts), size):
        part = texts[start : start + size]
        keys = [f"p{number:07}" for number in range(start, start + len(part))]
        yield pd.DataFrame({"post_key": keys, "text": pd.Series(part, dtype=object)})


def digests(batches: Iterable[pd.DataFrame]) -> tuple[str, str]:
    """Return a digest of the rows as JSON, and one of those of the tables; every bit counts."""
    file, tables = sha256(), sha256()
    for batch in batches:
        for row in batch.to_dict("records"):
            file.update(json.dumps(row, default=repr, sort_keys=True).encode())
        models = dict.fromkeys(sorted(kinds_of(batch.columns)), "m")
        found = tag_rows(batch, models)
        rows = (f"{table.name} {row!r}" for table, held in found.items() for row in held)
        for line in sorted(rows, key=_place):
            tables.update(f"{line}\n".encode(errors="backslashreplace"))
    return file.hexdigest()[:16], tables.hexdigest()[:16]


def _place(line: str) -> tuple[str, str]:
    return line.partition("'p")[2][:7], line


def main() -> None:
    """Tag in every way and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=4000)
    parser.add_argument("--processes", type=int, nargs="*", default=(1, 2, 4))
    asked = parser.parse_args()
    recipe = TaggerRecipe("fast", shipped("taxonomy"), shipped("brands"))
    texts, tagger, seen = made_up(asked.texts), recipe.build(), set()
    for processes in (0, *asked.processes):
        for size in BATCHES:
            begun, batches = time.perf_counter(), in_batches(texts, size)
            made = in_processes(batches, recipe, processes) if processes else map(tagger, batches)
            found = digests(made)
            seen.add(found)
            where = f"{processes} processes" if processes else "inline"
            print(f"{where:12} batches of {size:4}  {found[0]}  {found[1]}", end="  ")
            print(f"{time.perf_counter() - begun:.0f} s", flush=True)
    sys.exit(len(seen) > 1)


if __name__ == "__main__":
    main()
