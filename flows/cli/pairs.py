"""Options that are given as NAME=VALUE, again and again."""

from collections.abc import Iterable

import click


def pairs(given: Iterable[str], option: str) -> dict[str, str]:
    """Return the values by their names; of a name that comes twice, the last counts.

    Raises:
        click.BadParameter: one has no name, or no equals sign.
    """
    found = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name:
            msg = f"{item!r}: write NAME=VALUE"
            raise click.BadParameter(msg, param_hint=option)
        found[name] = value
    return found
