"""The world's clock, and what has been said by then."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.demo.people import Person
from flows.demo.posts import DemoPost
from flows.demo.world import World


@dataclass(slots=True)
class Clock:
    """The moment that all servers of a demo show; set it to let time pass, either way."""

    moment: datetime


class Shelf:
    """Posts in order of time, seen at the clock's moment."""

    def __init__(self, posts: Iterable[DemoPost], clock: Clock) -> None:
        self._posts: Sequence[DemoPost] = tuple(posts)
        self._times = [post.published_at for post in self._posts]
        self._clock = clock

    def newest(self) -> Iterator[DemoPost]:
        """Yield what stands, newest first."""
        for at in range(bisect_right(self._times, self._clock.moment) - 1, -1, -1):
            post = self._posts[at].at(self._clock.moment)
            if post is not None:
                yield post

    def oldest(self) -> Iterator[DemoPost]:
        """Yield what stands, oldest first."""
        for at in range(bisect_right(self._times, self._clock.moment)):
            post = self._posts[at].at(self._clock.moment)
            if post is not None:
                yield post


class View:
    """What one site needs of the world: the people, and its own posts at the clock's moment."""

    def __init__(self, world: World, clock: Clock, *, channel: str) -> None:
        self.world = world
        self.clock = clock
        self.posts = tuple(post for post in world.posts if post.channel == channel)
        self.people = {person.id: person for person in world.people}
        self._by_id = {post.id: post for post in self.posts}

    def shelf(self, wanted: Callable[[DemoPost], bool] = lambda _: True) -> Shelf:
        """Return the posts that are `wanted`."""
        return Shelf(filter(wanted, self.posts), self.clock)

    def find(self, post_id: str) -> DemoPost | None:
        """Return the post with that id as it reads now; None when there is none, or none now."""
        post = self._by_id.get(post_id)
        return post.at(self.clock.moment) if post else None

    def author(self, post: DemoPost) -> Person:
        """Return who wrote `post`."""
        return self.people[post.author]

    def edited_at(self, post: DemoPost) -> datetime | None:
        """Return when `post` was changed, if it was by now."""
        return post.edited_at(self.clock.moment)
