"""Many things, a few at a time."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def groups_of(size: int, things: Sequence[T]) -> list[Sequence[T]]:
    """Return `things` in their order, `size` of them a group, the last one what is left."""
    return [things[at : at + size] for at in range(0, len(things), size)]
