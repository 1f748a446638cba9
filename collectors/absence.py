"""What an answer without the posts that were asked for does, and does not, say of them."""

from collections.abc import Container, Sequence

from collectors.base import RAW_LENGTH, Rejected
from collectors.errors import Blocked, Gone


def missing_from(
    shown: Container[str | None], asked: Sequence[str], *, where: str
) -> tuple[tuple[str, ...], tuple[Rejected, ...]]:
    """Return which of `asked` are not there any more, and why nothing can be said of them.

    An answer that shows none of several posts is no answer about them: the interface has changed,
    or does not let us in, far more often than all of them are deleted at once.

    Args:
        shown: ids that the answer holds.
        asked: ids that it was asked for.
        where: what answered.
    """
    missing = tuple(one for one in asked if one not in shown)
    if len(missing) == len(asked) > 1:
        why = f"none of {len(asked)} posts is shown; nothing is taken for deleted"
        return (), (Rejected(where, why, ",".join(asked)[:RAW_LENGTH]),)
    return missing, ()


def surely(error: Gone) -> Gone:
    """Return the error of an interface that speaks JSON, when it is it who says so.

    Raises:
        Blocked: it is a page, made by something that stands before the interface.
    """
    if error.detail.lstrip("\ufeff \t\r\n").startswith("<"):
        why = f"HTML under status {error.status} where JSON was due"
        raise Blocked(error.url, why=why) from error
    return error
