"""What a run remembers of its look at a feed, and what it says about the time in between."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from collectors.addresses import shown
from collectors.answer import Answer
from collectors.base import Query, Reach
from collectors.post import Post, digest
from collectors.rhythm import Rhythm

REMEMBERED = 5
"""Items that the next run looks for; one of them is enough, and any may have been removed."""
GONE_PAUSE = timedelta(days=7)
"""A source that said that it is gone for good is asked again after that: some come back."""
_DIGEST_LENGTH = 12


class Look(BaseModel):
    """The mark that a run leaves in the cursor.

    Attributes:
        etag: as the source gave it, to be sent back.
        last_modified: likewise.
        url: where the feed lives by now, None while it is where the settings say.
        gone: the source said that it is gone for good; `not_before` says when to ask again.
        looked_at: when.
        back_to: bound of the runs so far; None when there was none.
        not_before: the source does not want to be asked before.
        rhythm: how often it wants to be asked.
        newest: digests of the ids of its newest items.
    """

    model_config = ConfigDict(frozen=True)

    etag: str | None = None
    last_modified: str | None = None
    url: str | None = None
    gone: bool = False
    looked_at: AwareDatetime | None = None
    back_to: AwareDatetime | None = None
    not_before: AwareDatetime | None = None
    rhythm: Rhythm = Rhythm()
    newest: tuple[str, ...] = ()

    @classmethod
    def last(cls, mark: Mapping[str, Any], query: Query) -> Self:
        """Return the last run's look, as far as it holds for `query`.

        One that did not reach back as far as is now wanted must not keep the source from being
        read in full.
        """
        try:
            look = cls.model_validate(dict(mark))
        except ValidationError:
            return cls()
        narrower = look.back_to and (query.since is None or query.since < look.back_to)
        kept = look.not_before if look.gone else None
        return cls(url=look.url, gone=look.gone, not_before=kept) if narrower else look

    def is_early(self, now: datetime) -> bool:
        """Return whether the source does not want to be asked yet."""
        return self.not_before is not None and now < self.not_before

    def written(self) -> Mapping[str, Any]:
        """Return the look as it is kept."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def dead(self, query: Query) -> "Look":
        """Return the look that remembers that the feed is gone."""
        due = query.now + GONE_PAUSE
        return self.at_home().model_copy(update={"gone": True, "not_before": due})

    def at_home(self) -> "Look":
        """Return the look of a feed that lives where the settings say, with no answer of there."""
        return self.model_copy(update={"url": None, "etag": None, "last_modified": None})

    def unsure(self) -> "Look":
        """Return the look of a run that met only what it had read, though there was more.

        New items may have moved all others on by a page: the next run reads all pages again.
        """
        return Look(url=self.url, not_before=self.not_before)

    def unchanged(self, answer: Answer, query: Query) -> "Look":
        """Return the look at a feed that has not changed since."""
        rhythm = self.rhythm.with_headers(answer.headers)
        due = rhythm.next_look(query.now)
        url = _kept(answer.moved_to) or self.url
        seen = {"url": url, "looked_at": query.now, "not_before": due, "gone": False}
        return self.model_copy(update=seen)

    def renewed(self, answer: Answer, query: Query, rhythm: Rhythm, posts: list[Post]) -> "Look":
        """Return the look at what a feed now holds."""
        due = rhythm.with_headers(answer.headers).next_look(query.now)
        return Look(
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            url=_kept(answer.moved_to) or self.url,
            looked_at=query.now,
            back_to=self.back_to if self.looked_at else query.since,
            not_before=due,
            rhythm=rhythm,
            newest=tuple(_digests(_newest(posts))) or self.newest,
        )

    def knows(self, posts: Iterable[Post]) -> bool:
        """Return whether one of `posts` was among the newest at the last look."""
        return not set(self.newest).isdisjoint(_digests(posts))

    def reach(self, posts: list[Post], query: Query) -> Reach:
        """Return how far back a feed was read whose items are `posts`, down to what it shows.

        It shows only its newest: where none of those is known, some in between may be missing.
        """
        known = self.looked_at if self.knows(posts) or not self.newest else None
        times = [post.published_at for post in posts if post.published_at]
        since = known or min([*times, query.now])
        return Reach(max(since, query.since) if query.since else since)


def _kept(url: str | None) -> str | None:
    """Return an address that may be stored: one that opens no doors."""
    return url if url and shown(url) == url else None


def _newest(posts: list[Post]) -> list[Post]:
    dated = [post for post in posts if post.published_at]
    dated.sort(key=lambda post: str(post.published_at), reverse=True)  # all of them are in UTC
    return (dated or posts)[:REMEMBERED]


def _digests(posts: Iterable[Post]) -> Iterable[str]:
    return (digest(post.id)[:_DIGEST_LENGTH] for post in posts)
