"""What the stage `aspects` asks of a model that says how a text judges one thing in it."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class TargetPolarity(Protocol):
    """Says of places in texts whether what stands there is praised or blamed."""

    @property
    def version(self) -> str:
        """Changes with the weights."""
        ...

    def predict(  # noqa: PLR0913  # a place in a text has that many sides
        self,
        texts: Sequence[str],
        *,
        words: Sequence[Sequence[str]],
        langs: Sequence[str],
        owners: NDArray[np.int64],
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
    ) -> NDArray[np.float64]:
        """Return (n,) polarities, -1 to 1, of n places; each depends on its own text alone.

        Args:
            texts: clean texts (`clean`), any strings.
            words: the cut of each text; its words join to it.
            langs: the language of each text, as `lang`.
            owners: (n,) the text each place is in, counted from 0, ascending; a text may have
                several places or none.
            starts: (n,) where the thing judged is named, in characters of its text; where it is
                not named, where the words that judge begin.
            ends: (n,) where that ends, end excluded, always after the start.
        """
        ...
