"""The three servers of the demo world: a shop, a forum and a social feed."""

from contextlib import ExitStack
from datetime import datetime
from types import TracebackType
from typing import Self

from flows.demo.clock import Clock
from flows.demo.forum import FEEDS, Forum
from flows.demo.serving import Hit, SiteServer
from flows.demo.shop import Shop
from flows.demo.social import Social
from flows.demo.world import World


class DemoServers:
    """Serves a world on loopback while the context is open, on free ports.

    Set `moment` to let time pass: what has been posted, edited and withdrawn by then is served.
    Set `delay_s` to make each answer wait that long.
    """

    def __init__(self, world: World, *, now: datetime | None = None, refusals: int = 1) -> None:
        """Prepare the servers.

        Args:
            world: what they show.
            now: the moment they start at (aware), the world's end by default.
            refusals: how many timeline requests are first answered 429 with Retry-After.
        """
        self._clock = Clock(now or world.end)
        self._shop = Shop(world, self._clock)
        self._forum = Forum(world, self._clock)
        self._social = Social(world, self._clock, refusals=refusals)
        self._delay_s = 0.0
        self._stack = ExitStack()
        self._servers: tuple[SiteServer, ...] = ()

    def __enter__(self) -> Self:
        sites: dict[str, Shop | Forum | Social] = {
            "shop": self._shop,
            "forum": self._forum,
            "social": self._social,
        }
        with ExitStack() as stack:
            servers = []
            for name, site in sites.items():
                server = stack.enter_context(SiteServer(name, site))
                site.base, server.delay_s = server.url, self._delay_s
                servers.append(server)
            self._servers, self._stack = tuple(servers), stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def moment(self) -> datetime:
        """The moment that is shown."""
        return self._clock.moment

    @moment.setter
    def moment(self, moment: datetime) -> None:
        self._clock.moment = moment

    @property
    def delay_s(self) -> float:
        """Seconds that each answer waits."""
        return self._delay_s

    @delay_s.setter
    def delay_s(self, seconds: float) -> None:
        self._delay_s = seconds
        for server in self._servers:
            server.delay_s = seconds

    @property
    def refusals(self) -> int:
        """How many of the next timeline requests are answered 429."""
        return self._social.refusals

    @refusals.setter
    def refusals(self, count: int) -> None:
        self._social.refusals = count

    @property
    def shop_url(self) -> str:
        """Address of the shop, no slash at the end."""
        return self._shop.base

    @property
    def forum_url(self) -> str:
        """Address of the forum."""
        return self._forum.base

    @property
    def social_url(self) -> str:
        """Address of the social feed's instance."""
        return self._social.base

    @property
    def product_pages(self) -> tuple[str, ...]:
        """First page of each product, the broken page last."""
        return self._shop.addresses()

    @property
    def feeds(self) -> dict[str, str]:
        """Address of each board's feed, by the board's name."""
        return {board: self.forum_url + path for path, board in FEEDS.items()}

    @property
    def log(self) -> tuple[Hit, ...]:
        """All requests answered so far, oldest first."""
        hits = (hit for server in self._servers for hit in server.hits)
        return tuple(sorted(hits, key=lambda hit: hit.at_s))
