"""Learning of topics by example: a classifier with its cross-validated score.

Few texts say little of words, so much is brought along: how rare a word is in general, and which
words stand in the same texts. Not for tagging: it takes scikit-learn a second to load.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import TypeAdapter, ValidationError
from scipy import sparse
from sklearn.model_selection import StratifiedKFold

from nlp.errors import ExamplesError
from nlp.sentiment.features import Words
from nlp.text.cleaning import clean
from nlp.text.words import cutter
from nlp.topics.examples import RESERVED, Learned, Plain, Score
from nlp.topics.fitting import SEED, Answers, Space, curve, judge, machines, margins
from nlp.topics.judge import SQUARE
from nlp.topics.rows import Floats, Rows
from nlp.training.bags import Vocabulary, learned
from nlp.training.splits import key

FEWEST = 8
"""Texts that a label needs, copies not counted."""
SHARE, COST = 1.0, 0.3
"""Length of a text's place beside its words, and cost of an error: `benchmarks/quality`."""
_FOLDS, _REPEATS, _DRAWS = 5, 5, 500
_MANY = 200  # texts from which on a feature must stand in two
_CLASSES = 2
_BACKGROUND = "the background"  # in messages
_LABEL: TypeAdapter[str] = TypeAdapter(Plain)


@dataclass(frozen=True, slots=True)
class Example:
    """A text and its label; `where` it stands, for messages."""

    text: str
    label: str
    where: str = ""


def learn(  # noqa: PLR0913  # all that goes into it
    examples: Sequence[Example],
    *,
    name: str,
    date: str,
    vectors: Rows,
    rare: Rows,
    background: Sequence[str] = (),
) -> Learned:
    """Return a classifier of the labels of `examples`, with its cross-validated scores.

    Args:
        examples: eight texts a label or more; two labels, or one and a background.
        name: what it is called in tags.
        date: of today, to be kept with it.
        vectors: where words lie.
        rare: the shipped weights, which know how rare words are.
        background: eight texts or more that have none of the labels; copies of examples are left
            out. Without them every text is taken for one that has a label.

    Raises:
        ExamplesError: the examples can not teach; says which and why.
    """
    kept = checked(examples, name, background=bool(background))
    labels = sorted({example.label for example in kept})
    others = _others(background, kept)
    cut = cutter()
    words = [cut(clean(text).text) for text in (*(each.text for each in kept), *others)]
    named = np.array([*(example.label for example in kept), *[""] * len(others)])
    answers = named[:, None] == np.array(labels)
    space = Space(vocabulary_of(words, rare), vectors, SHARE)
    matrix = space.matrix(words)
    unseen = _unseen(matrix, answers, named)
    every = np.tile(answers, (len(unseen), 1))
    far = np.concatenate(unseen)
    curves = np.array([curve(*each) for each in zip(far.T, every.T, strict=True)])
    found = machines(matrix, answers, cost=COST, balanced=True)
    scores = _scores(labels, [each * curves[:, 0] + curves[:, 1] for each in unseen], answers)
    made = judge(labels, space, found, curves)
    return Learned(name, date, scores, len(others), vectors.version, made)


def checked(examples: Sequence[Example], name: str, *, background: bool) -> list[Example]:
    """Return the examples without copies.

    Raises:
        ExamplesError: they can not teach.
    """
    if name in RESERVED or not name.isprintable():
        fault = "is the name of something else, or can not be printed; choose another"
        raise ExamplesError(ascii(name), fault=fault)
    first: dict[str, Example] = {}
    for example in examples:
        same = first.setdefault(_key(example), example)
        if same.label != example.label:
            fault = f"is {example.label!r} here and {same.label!r} at {same.where}; keep one"
            raise ExamplesError(example.where, fault=f"the text {example.text[:40]!r} {fault}")
    counts = Counter(example.label for example in first.values())
    for label, count in counts.items():
        if count < FEWEST:
            fault = f"has {count} different texts; a label needs {FEWEST} or more"
            raise ExamplesError(label, fault=fault)
    if len(counts) + background < _CLASSES:
        fault = "give texts of two labels or more, or a background of texts that have no label"
        raise ExamplesError(name, fault=fault)
    return list(first.values())


def _others(background: Sequence[str], examples: Sequence[Example]) -> list[str]:
    known = {_plain(example.text) for example in examples} | {""}
    others = {_plain(text): text for text in background}
    kept = [text for plain, text in others.items() if plain not in known]
    if background and len(kept) < FEWEST:
        fault = f"has {len(kept)} different texts that are no examples; it needs {FEWEST} or more"
        raise ExamplesError(_BACKGROUND, fault=fault)
    return kept


def _plain(text: str) -> str:
    return key(clean(text).text)


def _key(example: Example) -> str:
    try:
        _LABEL.validate_python(example.label)
    except ValidationError as error:
        fault = (
            f"the label {example.label!r} is not of two levels, such as 'digital/phone', in"
            " characters that can be printed"
        )
        raise ExamplesError(example.where, fault=fault) from error
    found = _plain(example.text)
    if not found:
        raise ExamplesError(example.where, fault="the text is empty; leave the row out")
    return found


def vocabulary_of(words: Words, rare: Rows) -> Vocabulary:
    """Return the features of `words`, as rare as they are in `rare`; unknown ones are rarest."""
    own = learned(words, rare.recipe, least=1 if len(words) < _MANY else 2)
    at = np.minimum(np.searchsorted(rare.buckets, own.buckets), len(rare.buckets) - 1)
    known = rare.buckets[at] == own.buckets
    squares = np.where(known, rare.numbers[at, 0], rare.numbers[:, 0].max()).astype(np.float64)
    return Vocabulary(rare.recipe, own.buckets, np.sqrt(squares / SQUARE).astype(np.float32))


def _unseen(matrix: sparse.csr_matrix, answers: Answers, named: np.ndarray) -> list[Floats]:
    """Return what machines say of texts they were not taught with, once a repeat."""
    fewest = min(Counter(named.tolist()).values())
    repeats = []
    for repeat in range(_REPEATS):
        far = np.zeros(answers.shape)
        folds = StratifiedKFold(max(2, min(_FOLDS, fewest)), shuffle=True, random_state=repeat)
        for train, held in folds.split(named, named):
            found = machines(matrix[train], answers[train], cost=COST, balanced=True)
            far[held] = margins(matrix[held], found)
        repeats.append(far)
    return repeats


def _scores(labels: Sequence[str], repeats: list[Floats], answers: Answers) -> tuple[Score, ...]:
    said = np.stack([far > 0 for far in repeats])
    dice = np.random.default_rng(SEED)
    drawn = dice.integers(len(answers), size=(_DRAWS, len(answers)))
    scores = []
    for column, label in enumerate(labels):
        counts = _counts(said[:, :, column], answers[:, column])
        low, high = np.quantile(_rates(counts[:, drawn].sum(axis=2))[2], (0.025, 0.975))
        rates = _rates(counts.sum(axis=1))
        texts = int(answers[:, column].sum())
        scores.append(Score(label, texts, *(round(float(v), 4) for v in (*rates, low, high))))
    return tuple(scores)


def _counts(said: Answers, truth: Answers) -> Floats:
    """Return (3, n): of each text how often it was rightly said, said, and true."""
    return np.stack([(said & truth).mean(axis=0), said.mean(axis=0), truth.astype(float)])


def _rates(counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Return precision, recall and F1, 0 where nothing is said or true."""
    right, said, true = counts
    return (
        right / np.maximum(said, 1e-9),
        right / np.maximum(true, 1e-9),
        2 * right / np.maximum(said + true, 1e-9),
    )
