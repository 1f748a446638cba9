"""What can go wrong in the shell.

x FlowError
  x Transient: worth trying again later
  x Terminal: will fail again until somebody changes something
"""

from collections.abc import Mapping
from typing import Any


def _rebuilt(
    kind: type["FlowError"], args: tuple[Any, ...], values: Mapping[str, Any]
) -> "FlowError":
    error = kind.__new__(kind, *args)
    error.__dict__.update(values)
    return error


class FlowError(Exception):
    """Root of all errors of the shell; crosses processes whatever its arguments are."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self.args, dict(self.__dict__))


class Transient(FlowError):
    """The same call may work later."""


class Terminal(FlowError):
    """The same call will fail again until settings, data or program change."""
