"""What the labels of somebody else's sequence-classification model mean for sentiment."""

from collections.abc import Iterable, Mapping, Sequence

from nlp.errors import LabelsUnclear

MEANINGS = ("negative", "neutral", "positive", "ignored")
"""What a label can be told to mean; `columns` gives places in this row."""

# What models call the two poles and the middle, in lower case.
_NAMES = {
    "negative": 0,
    "neg": 0,
    "bad": 0,
    "消极": 0,
    "负面": 0,
    "差评": 0,
    "neutral": 1,
    "neu": 1,
    "中性": 1,
    "中评": 1,
    "positive": 2,
    "pos": 2,
    "good": 2,
    "积极": 2,
    "正面": 2,
    "好评": 2,
}

# What models say of two texts held against each other: one text alone gets a random answer.
_OF_PAIRS = {
    "contradiction",
    "duplicate",
    "entailment",
    "equivalent",
    "not_duplicate",
    "not_entailment",
    "not_equivalent",
    "not_paraphrase",
    "paraphrase",
}


class LabelsUnfit(LabelsUnclear):
    """The labels of a model, or what the settings say of them, can not be used as they are."""

    def __init__(self, name: str, *, labels: Iterable[str], fault: str) -> None:
        super().__init__(name, labels=labels)
        self.fault = fault
        self.args = (f"{name!r} {fault}; its labels: {', '.join(self.labels)}",)


def columns(name: str, labels: Sequence[str], told: Mapping[str, str] | None = None) -> list[int]:
    """Return for each label of a model the place in `MEANINGS` of what it means.

    Understood by themselves are names of the poles, star ratings from 1 to 5 ("1 star",
    "5 stars", "star 5"), and LABEL_0 to LABEL_2 or LABEL_0 to LABEL_1, which by custom rise from
    negative.

    Args:
        name: of the model, for messages.
        labels: in the order of its answers.
        told: label -> one of `MEANINGS`; if any is given, all of them must be.

    Raises:
        LabelsUnclear: a label is none of these, both poles are not among them, or the model
            compares two texts.
        LabelsUnfit: `told` does not fit the labels.
    """
    if pairs := [label for label in labels if _plain(label) in _OF_PAIRS]:
        fault = f"compares two texts ({', '.join(pairs)}); choose one that judges a single text"
        raise LabelsUnfit(name, labels=labels, fault=fault)
    if told:
        return _as_told(name, labels, told)
    found = _understood(labels)
    if -1 in found or not {0, 2} <= set(found):
        raise LabelsUnclear(name, labels=labels)
    return found


def _plain(label: str) -> str:
    return label.lower().strip().replace("-", "_").replace(" ", "_")


def _as_told(name: str, labels: Sequence[str], told: Mapping[str, str]) -> list[int]:
    faults = (
        ("has no label", [label for label in told if label not in labels]),
        ("needs a meaning for", [label for label in labels if label not in told]),
        (f"takes {', '.join(MEANINGS)}, not", sorted(set(told.values()) - set(MEANINGS))),
    )
    for fault, named in faults:
        if named:
            raise LabelsUnfit(name, labels=labels, fault=f"{fault} {', '.join(map(repr, named))}")
    missing = {"negative", "positive"} - set(told.values())
    if missing:
        fault = f"needs a label that means {' and one that means '.join(sorted(missing))}"
        raise LabelsUnfit(name, labels=labels, fault=fault)
    return [MEANINGS.index(told[label]) for label in labels]


def _understood(labels: Sequence[str]) -> list[int]:
    plain = [label.lower().replace("very ", "").strip() for label in labels]
    found = [_NAMES.get(label, -1) for label in plain]
    return _counted(plain) if -1 in found else found


def _counted(labels: Sequence[str]) -> list[int]:
    digits = ["".join(sign for sign in label if sign.isdigit()) for label in labels]
    if all(label.startswith("label_") for label in labels):
        customs = {2: {"0": 0, "1": 2}, 3: {"0": 0, "1": 1, "2": 2}}
        return [customs.get(len(labels), {}).get(digit, -1) for digit in digits]
    if all("star" in label for label in labels):
        return [{"1": 0, "2": 0, "3": 1, "4": 2, "5": 2}.get(digit, -1) for digit in digits]
    return [-1 for _ in labels]
