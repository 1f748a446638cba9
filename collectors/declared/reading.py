"""What one page or answer gave: its posts, and what of it could not be read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from collectors.base import Rejected
from collectors.declared.item import Place, Said, to_post, unread
from collectors.post import Post

RAW = 2000
"""Characters of a rejected item that are kept."""

FEW = 3
"""So many items without something that all should have are too many for chance."""


@dataclass(slots=True)
class Reading:
    """The items of one page or answer, read one by one.

    Attributes:
        where: the address, for those who look into what was rejected.
        place: see `Place`.
        posts: what could be read, in order.
        rejected: what could not.
    """

    where: str
    place: Place
    posts: list[Post] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    _unread: dict[str, list[str]] = field(default_factory=dict)

    def add(self, position: int, said: Said, raw: Callable[[], str]) -> Post | None:
        """Return the post that an item is; None when it is none, which is then rejected."""
        try:
            post = to_post(said, self.place)
        except ValueError as error:
            self.reject(position, str(error), raw())
            return None
        self.posts.append(post)
        for name, written in unread(said, post):
            self._unread.setdefault(name, []).append(written)
        return post

    def reject(self, position: int, reason: str, raw: str) -> None:
        """Note an item that could not be read."""
        self.rejected.append(Rejected(f"{self.where} item {position}", reason, raw[:RAW]))

    def note(self, name: str, reason: str, raw: str = "") -> None:
        """Note what concerns all items together."""
        self.rejected.append(Rejected(f"{self.where} {name}", reason, raw[:RAW]))

    def close(self, declared: Iterable[tuple[str, str | None]]) -> None:
        """Note the fields that were declared and could not be read, or not be found at all.

        Args:
            declared: (field, where it should stand) of those that every item should have.
        """
        for name, written in self._unread.items():
            many = f"{len(written)} of {len(self.posts)}"
            self.note(name, f"{name} of {many} items is none that can be read", written[0])
        for name, path in declared:
            if path and len(self.posts) >= FEW and not any(map(_has(name), self.posts)):
                self._miss(name, path)

    def _miss(self, name: str, path: str) -> None:
        if name not in self._unread:
            many = len(self.posts)
            self.note(name, f"{name} = {path!r} finds nothing in any of {many} items")


def _has(name: str) -> Callable[[Post], bool]:
    return lambda post: getattr(post, {"date": "published_at"}.get(name, name)) is not None
