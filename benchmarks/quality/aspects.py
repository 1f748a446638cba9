"""Aspects as shipped and by words alone, in sets labelled by others and in texts of our own.

Labels of the sets are joined to ours by `nlp/lexicons/categories.toml`; for words alone, which know
no sides of a thing that texts do not name, by the table `CATEGORIES`.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from aspect_sets import (
    CARS,
    CATEGORIES,
    INDUSTRIES,
    NAMES,
    SHELVES,
    Judged,
    called,
    held_out,
    read_categories,
    rows_of,
)
from aspects_shipped import as_shipped, implicit, tagged
from cells import cell, table, whole

from nlp.aspects.aspects import Aspects, pole, shipped_aspects
from nlp.aspects.stage import aspects
from nlp.pipeline import Pipeline
from nlp.sentiment.model import SentimentModel, load_model, sentiment
from nlp.sentiment.sentences import sentences
from nlp.text.cleaning import cleaned
from nlp.text.language import language
from nlp.text.words import words

_SHOWN = 10
"""Categories with fewer opinions are counted, but get no line."""
_HEAD = """\
Held-out parts by digest of text (`restaurant_triplets_zh`: its dev part); all figures in percent.
What the column `aspects` gives with `--industry`: words of `nlp/lexicons/aspects/`, the model for
targets, and what was learned of texts about cars, electronics and restaurants. `words`: the lists,
`opinions.toml` and the polarity of sentences alone, without training. Keyword: the category is
there if its own name is, with the polarity of the whole text. Polarity: right answers among the
categories rightly found, or among all terms given (a row that touches the term, else the sentence).
"""


def section(data: Path) -> str:
    """Return the section on aspects by words, as Markdown."""
    fast = load_model("fast")
    return "\n\n".join(
        [
            "## Aspects",
            _HEAD,
            *(_categories(name, data, fast) for name in CATEGORIES),
            _terms("aspect_terms_zh", data, fast),
            _terms("semeval2014_absa", data, fast),
            _triplets(data, fast),
            implicit(),
        ]
    )


def tag(texts: Sequence[str], held: Aspects, fast: SentimentModel) -> pd.DataFrame:
    """Return the texts with the columns up to `aspects`."""
    spans = sentences(getattr(fast, "fast", fast))
    stages = (cleaned, language, words(), sentiment(fast), spans, aspects(held))
    unbranded = pd.Series([[] for _ in texts], dtype="object")
    return Pipeline(frozenset({"text", "brands"}), stages)(
        pd.DataFrame({"text": list(texts), "brands": unbranded})
    )


def _categories(name: str, data: Path, fast: SentimentModel) -> str:
    held = read_categories(name, data)
    industry = INDUSTRIES[name]
    names = called(name, data)
    rows = zip(tagged(held.texts, industry), held.shelves, strict=True)
    ours = [as_shipped(*row, names) for row in rows]
    alone = tag(held.texts, shipped_aspects(industry), fast)
    words_ = [_judged(name, *row) for row in zip(alone["aspects"], held.shelves, strict=True)]
    if name == CARS:  # there a mere mention counts, as neutral
        named = shipped_aspects(industry).find_all(alone["clean"].tolist(), alone["words"].tolist())
        words_ = [_mentioned(*row) for row in zip(words_, named, strict=True)]
    plain = [_keyword(name, *row) for row in zip(held.texts, alone["sentiment"], strict=True)]
    head = ["category", "n", "precision", "recall", "F1", "polarity", "words F1", "keyword F1"]
    answers = (
        [
            {label: each[label] for label in each.keys() - silent}
            for each, silent in zip(said, held.silent, strict=True)
        ]
        for said in (ours, words_, plain)
    )
    shown = [
        [label, whole(n), *map(cell, shipped), cell(by_words[2]), cell(by_name[2])]
        for label, n, shipped, by_words, by_name in _scored(held.gold, *answers)
    ]
    return f"### {name}\n\n{table(head, shown)}"


def _judged(name: str, rows: Iterable[Mapping[str, Any]], shelf: str) -> Judged:
    found: dict[str, list[float]] = {}
    for row in rows:
        for category in CATEGORIES[name].get(row["aspect"], ()):
            found.setdefault(category.format(shelf.upper()), []).append(row["polarity"])
    return {category: pole(float(np.mean(said))) for category, said in found.items()}


def _mentioned(judged: Judged, named: Iterable[Any]) -> Judged:
    table_ = CATEGORIES[CARS]
    return {label: "neutral" for each in named for label in table_.get(each.aspect, ())} | judged


def _keyword(name: str, text: str, polarity: str) -> Judged:
    return {category: polarity for category, word in NAMES[name].items() if word in text}


def _scored(gold: list[Judged], *answers: list[Judged]) -> list[tuple[Any, ...]]:
    """Return per category, n and the scores of each answer; then all, and all with polarity."""
    labels = sorted({label for each in gold for label in each})
    counts = [sum(label in each for each in gold) for label in labels]
    figures = [[_figures(gold, said, label) for said in answers] for label in labels]
    rows = [(label, n, *each) for label, n, each in zip(labels, counts, figures, strict=True)]
    every, macros = sum(counts), np.mean(figures, axis=0).tolist()
    return [
        *(row for row, n in zip(rows, counts, strict=True) if n >= _SHOWN),
        ("**micro**", every, *(_figures(gold, a) for a in answers)),
        ("**macro**", every, *macros),
        ("**micro, with polarity**", every, *(_figures(gold, a, exact=True) for a in answers)),
    ]


def _figures(
    gold: list[Judged], said: list[Judged], label: str = "", *, exact: bool = False
) -> list[float]:
    """Return precision, recall, F1 and accuracy of polarity, in percent."""
    wanted = {
        (n, k, v) for n, each in enumerate(gold) for k, v in each.items() if k == (label or k)
    }
    given = {(n, k, v) for n, each in enumerate(said) for k, v in each.items() if k == (label or k)}
    places, offered = {row[:2] for row in wanted}, {row[:2] for row in given}
    found, right = len(places & offered), len(wanted & given)
    hits = right if exact else found
    return [*_prf(hits, len(offered), len(places)), 100 * right / max(found, 1)]


def _listed(answers: list[Judged], label: str) -> set[tuple[int, str, str]]:
    return {
        (place, category, polarity)
        for place, each in enumerate(answers)
        for category, polarity in each.items()
        if category == (label or category)
    }


def _prf(right: int, given: int, wanted: int) -> list[float]:
    """Return precision, recall and F1 in percent."""
    total = given + wanted
    return [100 * right / max(given, 1), 100 * right / max(wanted, 1), 200 * right / max(total, 1)]


def _terms(name: str, data: Path, fast: SentimentModel) -> str:
    """Return the table of a set that gives a term and asks how it is judged."""
    rows = pd.DataFrame(held_out(name, data)).astype({"start": int, "end": int})
    lines = [_term_line(str(shelf), part, fast) for shelf, part in rows.groupby("category")]
    head = ["shelf", "terms", "found as given", "touched", "polarity", "by words", "sentence alone"]
    every = np.average([line[1:] for line in lines], axis=0, weights=[line[1] for line in lines])
    lines.append(("**all**", len(rows), *every[1:]))
    shown = [[shelf, whole(n), *map(cell, figures)] for shelf, n, *figures in lines]
    return f"### {name}\n\n{table(head, shown)}"


def _term_line(shelf: str, rows: pd.DataFrame, fast: SentimentModel) -> tuple[Any, ...]:
    """Return how many terms are found, and how many rightly judged: row, or else sentence."""
    texts = rows["text"].tolist()
    alone = tag(texts, shipped_aspects(SHELVES[shelf]), fast)
    two = "neutral" not in set(rows["label"])
    counts = np.zeros(5)
    for row, spans, *answers in zip(
        rows.to_dict("records"),
        alone["sentences"],
        tagged(texts, SHELVES[shelf]),
        alone["aspects"],
        strict=True,
    ):
        term, text = (row["start"], row["end"]), row["text"]
        whole_ = _around(spans, term[0])
        said = [_at(term, text, found) for found in answers]
        judged = [float(np.mean(each)) if each else whole_ for each in (*said, [])]
        counts += [
            any(_place(text, each, "target") == term for each in answers[0]),
            bool(said[0]),
            *(_named(each, two=two) == row["label"] for each in judged),
        ]
    return (shelf, len(rows), *(100 * counts / len(rows)))


def _at(term: tuple[int, int], text: str, found: Iterable[Mapping[str, Any]]) -> list[float]:
    """Return the polarities of the rows at a term: by their target, else by all they say."""
    rows = list(found)
    named = [row for row in rows if _overlap(_place(text, row, "target"), term)]
    held = named or [row for row in rows if _overlap((row["start"], row["end"]), term)]
    return [row["polarity"] for row in held]


def _place(text: str, row: Mapping[str, Any], kind: str) -> tuple[int, int]:
    """Return where target or opinion of a row stand; the opinion where nothing is named."""
    word = row[kind] or row["opinion"]
    start = text.find(word, row["start"], row["end"])
    return (start, start + len(word)) if start >= 0 else (row["start"], row["end"])


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _around(spans: Sequence[Mapping[str, Any]], place: int) -> float:
    return next((float(s["polarity"]) for s in reversed(spans) if s["start"] <= place), 0.0)


def _named(polarity: float, *, two: bool) -> str:
    """Return the polarity's name; of two where the set has but two."""
    return ("positive" if polarity >= 0 else "negative") if two else pole(polarity)


def _triplets(data: Path, fast: SentimentModel) -> str:
    """Return the table of spans in restaurant reviews."""
    rows = rows_of(data / "restaurant_triplets_zh" / "dev.jsonl.gz")
    tagged = tag([row["text"] for row in rows], shipped_aspects("restaurant"), fast)
    lines = []
    for kind in ("aspect", "opinion"):
        gold = [{span for span, _ in _spans(row, kind)} for row in rows]
        name = "target" if kind == "aspect" else kind
        said = [
            {_place(text, each, name) for each in found if each[name]}
            for text, found in zip(tagged["text"], tagged["aspects"], strict=True)
        ]
        lines.append([kind, whole(sum(map(len, gold))), *map(cell, _spanned(gold, said))])
    head = ["span", "n", "precision", "recall", "F1", "overlapping precision", "recall", "F1"]
    right, matched, every = _polarities(rows, tagged)
    note = (
        f"Polarity: {cell(100 * right / matched)} of {matched} triplets whose opinion a row"
        f" touches ({cell(100 * matched / every)} of all) have the right one of three. Few of the"
        " judgements in a text are marked in this set, so precision is a lower bound."
    )
    return f"### restaurant_triplets_zh\n\n{table(head, lines)}\n\n{note}"


def _spans(row: Mapping[str, Any], kind: str) -> list[tuple[tuple[int, int], str]]:
    """Return where the triplets stand in the text, with their label; spans there count tokens."""
    starts, place = [], 0
    for token in row["tokens"]:
        place = row["text"].find(token, place)
        starts.append(place)
        place += len(token)
    spans = [(each[f"{kind}_span"], each["label"]) for each in row["triplets"] if each[kind]]
    return [
        ((starts[first], starts[last - 1] + len(row["tokens"][last - 1])), label)
        for (first, last), label in spans
        if first < last
    ]


def _spanned(gold: list[set[tuple[int, int]]], said: list[set[tuple[int, int]]]) -> list[float]:
    pairs = list(zip(gold, said, strict=True))
    wanted, given = sum(map(len, gold)), sum(map(len, said))
    exact = sum(len(one & other) for one, other in pairs)
    touched = sum(any(_overlap(g, s) for s in ours) for theirs, ours in pairs for g in theirs)
    touching = sum(any(_overlap(g, s) for g in theirs) for theirs, ours in pairs for s in ours)
    precision, recall = 100 * touching / max(given, 1), 100 * touched / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return [*_prf(exact, given, wanted), precision, recall, f1]


def _polarities(rows: list[dict[str, Any]], tagged: pd.DataFrame) -> tuple[int, int, int]:
    """Return how many triplets are rightly judged, how many found, how many there are."""
    right = matched = every = 0
    for row, text, found in zip(rows, tagged["text"], tagged["aspects"], strict=True):
        places = [(_place(text, each, "opinion"), each["polarity"]) for each in found]
        for span, label in _spans(row, "opinion"):
            near = [(_shared(span, place), said) for place, said in places if _overlap(span, place)]
            every += 1
            matched += bool(near)
            right += bool(near) and pole(max(near)[1]) == label
    return right, matched, every


def _shared(one: tuple[int, int], other: tuple[int, int]) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])
