"""How a place in JSON is written: a JMESPath expression (https://jmespath.org)."""

from functools import lru_cache
from typing import Annotated, Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult
from pydantic import AfterValidator

NOTATION = (
    'a JMESPath such as user.name, content[0].value or "评价".text; `one || other` takes the'
    " first that gives something"
)


@lru_cache(maxsize=512)
def compiled(path: str) -> ParsedResult:
    """Return a path, ready to be asked.

    Raises:
        ValueError: it is none.
    """
    try:
        found: ParsedResult = jmespath.compile(path)
    except (JMESPathError, ValueError) as error:
        first = " ".join(str(error).split())
        msg = f"{path!r} is no path ({first}); write {NOTATION}"
        raise ValueError(msg) from error
    return found


def at(path: str | None, value: Any) -> Any:
    """Return what stands at `path`; None where there is none, nothing, or it does not fit."""
    if not path:
        return None
    try:
        return compiled(path).search(value)
    except (JMESPathError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
        return None  # functions of JMESPath are particular about what they are given


def checked(path: str) -> str:
    """Let pass what is a path.

    Raises:
        ValueError: it is none.
    """
    compiled(path)
    return path.strip()


JsonPath = Annotated[str, AfterValidator(checked)]
"""A place, as this module reads it."""
