"""robots.txt, read as RFC 9309 says."""

import threading
from collections import defaultdict
from collections.abc import Callable

import httpx
from protego import Protego

from collectors.charsets import decode
from collectors.errors import BadAddress, BadRequest, Gone, Refused, RobotsDisallow

KEEP_S = 24 * 3600.0
"""Rules are asked for again after a day (RFC 9309, 2.4)."""

LONGEST_PAUSE_S = 3600.0
"""Rules that ask for a longer pause than this mean no."""

READ_BYTES = 512 * 1024
"""Rules beyond this are not read (RFC 9309, 2.5 asks for 500 KiB at least)."""


class Robots:
    """The rules of the hosts met so far.

    Args:
        fetch: answers the content of an address; what it raises for a 5xx or a dead host goes
            through, for then nothing is allowed; a 4xx means that everything is.
        agent: our product name.
        clock: seconds, monotonic.
    """

    def __init__(
        self, fetch: Callable[[str], bytes], *, agent: str, clock: Callable[[], float]
    ) -> None:
        self._fetch = fetch
        self._agent = agent
        self._clock = clock
        self._known: dict[str, tuple[Protego, float]] = {}
        self._reading: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._lock = threading.Lock()

    def check(self, url: httpx.URL) -> None:
        """Let pass what may be fetched.

        Raises:
            RobotsDisallow: the rules of that host forbid `url`.
        """
        if not self._rules(url).can_fetch(str(url), self._agent):
            raise RobotsDisallow(str(url), why=f"robots.txt forbids it to {self._agent}")

    def pause_s(self, url: httpx.URL) -> float:
        """Return the Crawl-delay of that host, seconds, 0 when it states none.

        Raises:
            RobotsDisallow: it is so long that the host hardly wants to be asked.
        """
        pause = self._rules(url).crawl_delay(self._agent) or 0.0
        if pause > LONGEST_PAUSE_S:
            raise RobotsDisallow(
                str(url), why=f"robots.txt asks for a pause of {pause:g} s between two questions"
            )
        return pause

    def sitemaps(self, url: httpx.URL) -> tuple[str, ...]:
        """Return the addresses of the sitemaps that the rules of that host name, each once."""
        named = (address.strip() for address in self._rules(url).sitemaps)
        return tuple(dict.fromkeys(address for address in named if address))

    def _rules(self, url: httpx.URL) -> Protego:
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        with self._lock:
            reading = self._reading[origin]
        with reading:  # the others wait for what the first one reads
            rules, read_at = self._known.get(origin, (None, 0.0))
            if rules is None or self._clock() - read_at > KEEP_S:
                rules = Protego.parse(self._text(f"{origin}/robots.txt"))
                self._known[origin] = (rules, self._clock())
            return rules

    def _text(self, address: str) -> str:
        try:
            content = self._fetch(address)
        except (Refused, Gone, BadRequest, BadAddress):
            return ""
        return decode(content[:READ_BYTES], declared="utf-8")
