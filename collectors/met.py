"""What one way through a source has met, and with that whether it leads on."""

from collections.abc import Sequence
from datetime import datetime

from collectors.recent import Recent

REPEATS = 2
"""Answers in a row without a new id that end a way."""

LONGEST_TOKEN = 4096
"""Characters of a name of a page, beyond which it is not followed: hosts refuse such addresses."""


class Met:
    """Where one way was, and which items it saw.

    Args:
        places: tokens of where it begins.

    Attributes:
        whole: whether it ended, and nothing that was asked for can be missing.
        was_too_long: whether it ended at a token that is too long.
    """

    def __init__(self, *places: str) -> None:
        self._visited, self._ids = set(places), Recent()
        self._stale = 0
        self.whole = self.was_too_long = False

    def onward(
        self,
        ids: Sequence[str],
        times: Sequence[datetime],
        following: str | None,
        *,
        until: datetime | None,
    ) -> str | None:
        """Return where to read on; None at the end, below the bound, or in a loop.

        Args:
            ids: of the items of the answer.
            times: moments that order them.
            following: token of the next answer.
            until: moment down to which the way goes; None means to the end.
        """
        passed = bool(times) and until is not None and max(times) < until
        if following is None or passed:
            self.whole = True
            return None
        self.was_too_long = len(following) > LONGEST_TOKEN
        if self._is_looping(ids) or following in self._visited or self.was_too_long:
            return None
        self._visited.add(following)
        return following

    def _is_looping(self, ids: Sequence[str]) -> bool:
        self._stale = 0 if self._ids.add(ids) else self._stale + 1
        return self._stale >= REPEATS
