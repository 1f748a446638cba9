"""Any sequence-classification model of the transformers library as a sentiment model.

Needs the extra `torch`. Nothing is fetched unless the name is one of a model hub.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.errors import ExtraMissing, LabelsUnclear, ModelUnavailable
from nlp.sentiment.linear import UNSURE
from nlp.stage import digest

_BATCH = 32
_LONGEST = 512  # tokens, unless the model says fewer
# What models call the two poles and the middle, in lower case.
_NAMES = {
    "negative": 0,
    "neg": 0,
    "bad": 0,
    "消极": 0,
    "负面": 0,
    "neutral": 1,
    "neu": 1,
    "中性": 1,
    "positive": 2,
    "pos": 2,
    "good": 2,
    "积极": 2,
    "正面": 2,
}


def columns(name: str, labels: Sequence[str]) -> list[int]:
    """Return for each label of a model the class (0 negative, 1 neutral, 2 positive) it means.

    Understood are names of the poles, star ratings from 1 to 5 ("1 star", "5 stars", "star 5"),
    and LABEL_0 to LABEL_2 or LABEL_0 to LABEL_1, which by custom rise from negative.

    Raises:
        LabelsUnclear: a label is none of these, or both poles are not among them.
    """
    plain = [label.lower().replace("very ", "").strip() for label in labels]
    found = [_NAMES.get(label, -1) for label in plain]
    if -1 in found:
        found = _counted(plain)
    if not {0, 2} <= set(found) or -1 in found:
        raise LabelsUnclear(name, labels=labels)
    return found


def _counted(labels: Sequence[str]) -> list[int]:
    digits = ["".join(sign for sign in label if sign.isdigit()) for label in labels]
    if all(label.startswith("label_") for label in labels):
        customs = {2: {"0": 0, "1": 2}, 3: {"0": 0, "1": 1, "2": 2}}
        return [customs.get(len(labels), {}).get(digit, -1) for digit in digits]
    if all("star" in label for label in labels):
        return [{"1": 0, "2": 0, "3": 1, "4": 2, "5": 2}.get(digit, -1) for digit in digits]
    return [-1 for _ in labels]


@dataclass(frozen=True)
class TransformerModel:
    """A loaded sequence-classification model with what its labels mean."""

    name: str
    tokenizer: Any
    network: Any
    columns: Sequence[int]

    @cached_property
    def version(self) -> str:
        """Digest of the name, the configuration and every weight."""
        weights = (each.cpu().numpy().tobytes() for each in self.network.state_dict().values())
        return digest(self.name, self.network.config.to_json_string(), *weights)

    def predict(
        self, texts: Sequence[str], *, words: Sequence[Sequence[str]], langs: Sequence[str]
    ) -> NDArray[np.float32]:
        """Return (n, 3) probabilities of negative, neutral and positive.

        `words` and `langs` are not looked at: the model has its own cut and knows, or does not
        know, its languages. Empty texts are neutral, with no confidence.
        """
        del words, langs
        answer = np.tile(np.array(UNSURE, np.float32), (len(texts), 1))
        # Texts of like length together: a batch costs what its longest text costs.
        order = sorted(
            (row for row, text in enumerate(texts) if text.strip()), key=lambda row: len(texts[row])
        )
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            answer[rows] = self._batch([texts[row] for row in rows])
        return answer

    def _batch(self, texts: list[str]) -> NDArray[np.float32]:
        torch = import_module("torch")
        longest = min(self.tokenizer.model_max_length, _LONGEST)
        read = self.tokenizer(
            texts, padding=True, truncation=True, max_length=longest, return_tensors="pt"
        )
        with torch.inference_mode():
            chances = self.network(**read).logits.float().softmax(dim=-1).numpy()
        answer = np.zeros((len(texts), 3), np.float32)
        for column, meaning in enumerate(self.columns):
            answer[:, meaning] += chances[:, column]
        return answer


def load(name: str) -> TransformerModel:
    """Return the model in the folder, or of the hub name, `name`.

    Raises:
        ExtraMissing: transformers or torch is not installed.
        ModelUnavailable: there is no such model, or it can not be read.
        LabelsUnclear: its labels name no polarity.
    """
    if find_spec("torch") is None or find_spec("transformers") is None:
        raise ExtraMissing(name, extra="torch")
    tokenizer, network = _parts(name)
    labels: Mapping[int, str] = network.config.id2label
    means = columns(name, [labels[place] for place in sorted(labels)])
    return TransformerModel(name, tokenizer, network.eval(), means)


def _parts(name: str) -> tuple[Any, Any]:
    transformers = import_module("transformers")
    # A folder is never looked up on the hub, so a mistyped path fetches nothing.
    local = Path(name).exists() or name.startswith((".", "/", "~"))
    where = str(Path(name).expanduser()) if local else name
    kinds = (transformers.AutoTokenizer, transformers.AutoModelForSequenceClassification)
    try:
        tokenizer, network = (kind.from_pretrained(where, local_files_only=local) for kind in kinds)
    except (OSError, ValueError) as error:
        raise ModelUnavailable(name, fault=str(error).split("\n", 1)[0]) from error
    return tokenizer, network
