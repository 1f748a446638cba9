"""One step of the way from text to tags: what it reads, what it adds, and proof that it did.

After spaCy's `requires` and `assigns` (spacy/pipe_analysis.py); where spaCy reports, this fails.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from nlp.errors import BrokenPromise

Batch = pd.DataFrame


@dataclass(frozen=True, slots=True)
class Stage:
    """A pure function on a batch that declares the columns it reads and adds.

    Attributes:
        name: what it is called in messages and versions.
        requires: columns it reads.
        assigns: columns it adds, each with its pandas type.
        version: changes with the data (word list, weights) the stage was made from.
        function: takes a batch, returns a frame with the assigned columns and the same index.
    """

    name: str
    requires: tuple[str, ...]
    assigns: Mapping[str, str]
    version: str
    function: Callable[[Batch], Batch]

    def __call__(self, batch: Batch) -> Batch:
        """Return `batch` with the promised columns joined to it.

        Raises:
            BrokenPromise: the function gave other columns, rows or types than declared, or
                would overwrite a column of the batch.
        """
        return pd.concat([batch, self.added(dict(batch.items()), batch.index)], axis="columns")

    def added(self, columns: Mapping[Any, pd.Series], rows: pd.Index) -> Batch:
        """Return the promised columns for a batch given by its columns and its index.

        Raises:
            BrokenPromise: as for the whole batch.
        """
        self._refuse("needs columns that the batch lacks", set(self.requires) - columns.keys())
        self._refuse("would overwrite", self.assigns.keys() & columns.keys())
        # Only the required columns are handed over: what is not declared can not be read.
        handed = {name: columns[name] for name in self.requires}
        added = self.function(pd.DataFrame(handed, rows, copy=False))
        given = added.columns.tolist()
        self._refuse("did not give", self.assigns.keys() - set(given))
        self._refuse("gave without promise", set(given) - self.assigns.keys())
        self._refuse("gave of another type", self._mistyped(added))
        if not added.index.equals(rows):
            raise BrokenPromise(self.name, fault="changed the rows or their order")
        asked = list(self.assigns)
        return added if given == asked else added[asked]

    def _mistyped(self, added: Batch) -> set[str]:
        return {
            f"{name}: {given}, not {kind}"
            for name, kind in self.assigns.items()
            if (given := added[name].dtype) != _type(kind)
        }

    def _refuse(self, fault: str, columns: set[str]) -> None:
        if columns:
            raise BrokenPromise(self.name, fault=fault, columns=columns)


@cache
def _type(name: str) -> Any:
    return pd.api.types.pandas_dtype(name)


def stage(
    *, requires: tuple[str, ...], assigns: Mapping[str, str], version: str = ""
) -> Callable[[Callable[[Batch], Batch]], Stage]:
    """Make a function on batches a `Stage` that bears the function's name."""

    def declare(function: Callable[[Batch], Batch]) -> Stage:
        return Stage(function.__name__, requires, dict(assigns), version, function)

    return declare


def digest(*parts: str | bytes) -> str:
    """Return 16 hexadecimal digits (BLAKE2b) that depend on every part and its place."""
    state = hashlib.blake2b(digest_size=8)
    for part in parts:
        raw = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        state.update(len(raw).to_bytes(8, "big") + raw)
    return state.hexdigest()
