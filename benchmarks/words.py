"""Words on real texts: parts of speech beside jieba's, the cost of each reading, memory of streams.

Run: `python benchmarks/words.py --data FOLDER` (some minutes), with texts made up without `--data`.
`FOLDER` holds sets as `NAME/train.csv.gz`, with a column `text`.
"""

import argparse
import logging
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any

import pandas as pd
from speed_tag import make, read

from nlp.text import speech
from nlp.text.cleaning import cleaned
from nlp.text.language import language, language_spans, spans_in
from nlp.text.lemmas import lemmas
from nlp.text.parts import parts_in, text_parts
from nlp.text.phrases import phrases
from nlp.text.speech import parts_of_speech
from nlp.text.vocabulary import vocabulary
from nlp.text.words import cutter, engine


def best(work: Callable[[], object], rounds: int, forget: Callable[[], object] = int) -> float:
    """Return the least CPU seconds of some rounds, each after `forget`."""
    times = []
    for _ in range(rounds):
        forget()
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def agreement(texts: Sequence[str], posseg: Any) -> Iterator[str]:
    """Yield how often our tags are those of jieba.posseg, where both cut alike."""
    cut = engine(()).cut
    met, same, alike, signs = 0, 0, 0, 0
    differ: Counter[tuple[str, str]] = Counter()
    for text in texts:
        words, pairs = cut(text), posseg.lcut(text)
        if words != [pair.word for pair in pairs]:
            continue
        alike += 1
        for word, tag, pair in zip(words, parts_of_speech(words), pairs, strict=True):
            met, same = met + 1, same + (tag == pair.flag)
            lone = word.isascii() and (len(word) == 1 or set(word) == {"."})
            signs += lone and tag != pair.flag
            if tag != pair.flag and not lone:
                differ[tag, pair.flag] += 1
    yield f"cut alike: {alike} of {len(texts)} texts, {met} words"
    yield f"same tag: {same / met:.2%}; {(same + signs) / met:.2%} but for lone ASCII signs"
    yield f"differ most (ours, jieba's): {differ.most_common(5)}"


def speed(texts: Sequence[str], posseg: Any, rounds: int) -> Iterator[str]:
    """Yield the cost of each reading beside jieba's `lcut`, and that of jieba.posseg."""
    import jieba

    held = engine(())
    cuts = [held.cut(text) for text in texts]
    frame = language(cleaned(pd.DataFrame({"text": pd.Series(texts, dtype=object)})))
    columns = [frame[name].tolist() for name in ("text", "clean", "lang")]
    plain = best(lambda: [jieba.lcut(text) for text in texts], rounds)
    works = {
        "jieba.posseg": (lambda: [posseg.lcut(text) for text in texts], int),
        "our cut and tags": (
            lambda: [parts_of_speech(held.cut(text)) for text in texts],
            lambda: (held.forget(), speech.forget()),
        ),
        "our tags": (lambda: [parts_of_speech(words) for words in cuts], speech.forget),
        "parts (function)": (lambda: parts_in(columns[0]), int),
        "parts (stage)": (lambda: text_parts(frame), int),
        "spans (function)": (lambda: spans_in(*columns), int),
        "spans (stage)": (lambda: language_spans(frame), int),
    }
    for name, (work, forget) in works.items():
        seconds = best(work, rounds, forget)
        yield f"{name:>18}: {seconds / len(texts) * 1e6:8.1f} us  {seconds / plain:6.3f} x lcut"


def english(texts: Sequence[str], rounds: int) -> str:
    """Return the cost of lemmas."""
    cut = cutter()
    cuts = [cut(text) for text in texts]
    words = sum(map(len, cuts))
    seconds = best(lambda: [lemmas(one, "en") for one in cuts], rounds)
    return f"{'lemmas, again':>18}: {words / seconds:8.0f} words/s"


def stream(count: int, what: str, texts: Sequence[str]) -> str:
    """Return seconds and memory of words or phrases over `count` texts, each made different."""
    endless = chain.from_iterable(repeat(texts))
    different = (f"{text} {number}" for number, text in enumerate(islice(endless, count)))
    started = time.process_time()
    found = (phrases if what == "phrases" else vocabulary)(different)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = time.process_time() - started
    return f"{what} of {count} texts: {len(found)} rows, {seconds:.0f} s, {used:.0f} MB at most"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--stream", type=int, default=0, help="texts of a stream of each kind")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--sets", default="zh_unlabelled,online_shopping_10_cats,waimai_10k")
    parser.add_argument("--english", default="amazon_polarity_en")
    asked = parser.parse_args()
    import jieba.posseg

    logging.getLogger("jieba").setLevel(logging.ERROR)
    jieba.initialize()
    sets = {"made up": make(asked.texts, seed=7)}
    if asked.data:
        names = asked.sets.split(",")
        sets = {name: read(asked.data, name, asked.texts, seed=7) for name in names}
        print(english(read(asked.data, asked.english, asked.texts, seed=7), asked.rounds))
    for name, texts in sets.items():
        print(f"{name}: {len(texts)} texts")
        lines = chain(agreement(texts, jieba.posseg), speed(texts, jieba.posseg, asked.rounds))
        for line in lines:
            print(f"  {line}", flush=True)
    if asked.stream:
        texts = list(chain.from_iterable(sets.values()))
        print(stream(asked.stream, "words", texts), flush=True)
        print(stream(asked.stream, "phrases", texts))


if __name__ == "__main__":
    main()
