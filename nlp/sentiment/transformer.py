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

from nlp.errors import ExtraMissing, ModelUnavailable
from nlp.sentiment.labels import MEANINGS, LabelsUnfit, columns
from nlp.sentiment.linear import UNSURE, Floats
from nlp.sentiment.model import FLOOR
from nlp.stage import digest

_BATCH = 32
_LONGEST = 512  # tokens, unless the model says fewer
LEAST_GAIN = 0.1
"""The least part of the way from what a draw by lot gives a class to certainty that decides for it.
With one label for each class that is a probability of `FLOOR`, with two of five stars for a pole
one of 0.46."""


@dataclass(frozen=True)
class TransformerModel:
    """A loaded sequence-classification model.

    Attributes:
        name: as asked for.
        tokenizer: cuts texts as the network was taught.
        network: gives a score a label.
        columns: place in `labels.MEANINGS` of each label.
    """

    name: str
    tokenizer: Any
    network: Any
    columns: Sequence[int]

    @cached_property
    def version(self) -> str:
        """Digest of the name, the configuration, what the labels mean, and every weight."""
        weights = (each.cpu().numpy().tobytes() for each in self.network.state_dict().values())
        told = f"{self.columns}"
        return digest(self.name, self.network.config.to_json_string(), told, *weights)

    def predict(
        self, texts: Sequence[str], *, words: Sequence[Sequence[str]], langs: Sequence[str]
    ) -> NDArray[np.float32]:
        """Return (n, 3) probabilities of negative, neutral and positive.

        What is read are the author's own words, joined again: the model has its own cut. Of texts
        without any it knows nothing (`UNSURE`); `langs` is not looked at.
        """
        del langs
        texts = list(map("".join, words))
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
        known = getattr(self.network.config, "max_position_embeddings", _LONGEST)
        longest = min(self.tokenizer.model_max_length, known, _LONGEST)
        read = self.tokenizer(
            texts, padding=True, truncation=True, max_length=longest, return_tensors="pt"
        )
        with torch.inference_mode():
            chances = self.network(**read).logits.float().softmax(dim=-1).numpy()
        return decided(chances, self.columns)


def decided(chances: NDArray[np.floating], meant: Sequence[int]) -> Floats:
    """Return (n, 3) probabilities of negative, neutral and positive; of those by lot, `UNSURE`.

    Args:
        chances: (n, k) of the labels of a model, rows summing to 1.
        meant: for each label, what `labels.columns` gives.
    """
    answer = _by_class(chances, meant)
    by_lot = _by_class(np.full((1, len(meant)), 1 / len(meant)), meant)
    likeliest = answer.argmax(axis=1)[:, None]
    gain = np.take_along_axis((answer - by_lot) / (1 - by_lot), likeliest, axis=1)
    # What is too unlikely to decide with a label a class (`FLOOR`) is kept as it is.
    chance = np.take_along_axis(answer, likeliest, axis=1)
    unsure = (chance > FLOOR - 0.001) & (gain < LEAST_GAIN)
    return np.where(unsure, UNSURE, answer).astype(np.float32)


def _by_class(chances: NDArray[np.floating], meant: Sequence[int]) -> NDArray[np.floating]:
    answer = np.zeros((len(chances), len(MEANINGS)))
    for column, meaning in enumerate(meant):
        answer[:, meaning] += chances[:, column]
    # What says nothing of polarity is shared out evenly: the more of it, the less is decided.
    shared: NDArray[np.floating] = answer[:, :3] + answer[:, 3:] / 3
    return shared


def load(name: str, labels: Mapping[str, str] | None = None) -> TransformerModel:
    """Return the model in the folder, or of the hub name, `name`.

    Args:
        name: folder or hub name.
        labels: what its labels mean (see `labels.columns`), where they do not say so themselves.

    Raises:
        ExtraMissing: transformers or torch is not installed.
        ModelUnavailable: there is no such model, or it can not be read.
        LabelsUnclear: its labels name no polarity.
        LabelsUnfit: `labels` does not fit them, or it is no model of classes that exclude each
            other.
    """
    if find_spec("torch") is None or find_spec("transformers") is None:
        raise ExtraMissing(name, extra="torch")
    tokenizer, network = _parts(name)
    named: Mapping[int, str] = network.config.id2label
    held = [named[place] for place in sorted(named)]
    _refuse_heads(name, network.config.problem_type, held)
    return TransformerModel(name, tokenizer, network.eval(), columns(name, held, labels))


def _refuse_heads(name: str, problem: str | None, labels: Sequence[str]) -> None:
    if problem == "multi_label_classification":
        fault = (
            "gives a text several labels at once; choose a model whose labels exclude each other"
        )
        raise LabelsUnfit(name, labels=labels, fault=fault)
    if problem == "regression" or len(labels) == 1:
        fault = "rates or ranks a text by one number; choose a model of classes"
        raise LabelsUnfit(name, labels=labels, fault=fault)


def _parts(name: str) -> tuple[Any, Any]:
    transformers = import_module("transformers")
    tokenizer = _fetched(transformers.AutoTokenizer, name)
    network, told = _fetched(
        transformers.AutoModelForSequenceClassification, name, output_loading_info=True
    )
    # A model without a head of its own would get one of random numbers, and answer all the same.
    if missing := sorted(told["missing_keys"]):
        fault = f"it was never taught to classify: {', '.join(missing)} not among its weights"
        raise ModelUnavailable(name, fault=fault)
    return tokenizer, network


def _fetched(kind: Any, name: str, **options: Any) -> Any:
    # A folder is never looked up on the hub, so a mistyped path fetches nothing.
    local = Path(name).exists() or name.startswith((".", "/", "~"))
    where = str(Path(name).expanduser()) if local else name
    if local and not Path(where).is_dir():
        raise ModelUnavailable(name, fault=f"there is no folder {Path(where).absolute()}")
    try:
        # Left open, transformers asks on stdin whether to run the code of a model: texts may
        # stand there, and one of them could say yes.
        return kind.from_pretrained(
            where, local_files_only=local, trust_remote_code=False, **options
        )
    except Exception as error:  # what a broken file makes of its readers has no common root
        fault = str(error).strip().split("\n", 1)[0] or type(error).__name__
        raise ModelUnavailable(name, fault=fault) from error
