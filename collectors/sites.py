"""What a whole site lists of itself, sitemap after sitemap."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from collectors.addresses import shown
from collectors.base import Rejected
from collectors.errors import CollectorError
from collectors.http import Client
from collectors.sitemaps import Listed, Sitemap, read_sitemap

MOST_FILES = 200
"""Sitemaps read in one run."""
MOST_LISTED = 200_000
"""Addresses that are wanted, of one site."""
MOST_CHARACTERS = 40_000_000
"""Of all those addresses together."""


@dataclass
class Whole:
    """What is known of a whole site so far: sitemaps, each once, and wanted pages.

    Attributes:
        left: whether something was left out, for there was too much of it.
    """

    files: dict[str, None] = field(default_factory=dict)
    pages: dict[str, Listed] = field(default_factory=dict)
    left: bool = False
    _characters: int = 0

    def add_files(self, addresses: Iterable[str]) -> None:
        """Remember sitemaps, as many as may be read."""
        for one in addresses:
            if one not in self.files and len(self.files) >= MOST_FILES:
                self.left = True
                return
            self.files[one] = None

    def add_pages(self, pages: Iterable[Listed]) -> None:
        """Remember pages, as many as may be kept."""
        for one in pages:
            if self.is_full:
                self.left = True
                return
            if one.url not in self.pages:
                self._characters += len(one.url)
            self.pages[one.url] = one

    @property
    def is_full(self) -> bool:
        """Return whether no more pages are kept."""
        return len(self.pages) >= MOST_LISTED or self._characters >= MOST_CHARACTERS


def listed_by(
    client: Client, sitemaps: Sequence[str], *, wanted: Callable[[str], bool]
) -> tuple[list[Listed], list[Rejected]]:
    """Return the wanted addresses of `sitemaps` and of those that they name, and what failed.

    Raises:
        CollectorError: none of them could be read.
    """
    whole = Whole()
    whole.add_files(sitemaps)
    rejected: list[Rejected] = []
    failure: CollectorError | None = None
    number = 0
    while number < len(whole.files) and not whole.is_full:
        address = list(whole.files)[number]
        number += 1
        try:
            one = _read(client, address)
        except CollectorError as error:
            client.note(error)
            failure = failure or error
            rejected.append(Rejected(shown(address), str(error), ""))
            continue
        whole.add_files(further.url for further in one.further)
        whole.add_pages(page for page in one.pages if wanted(page.url))
    if failure and len(rejected) == number:
        raise failure
    if whole.left or number < len(whole.files):
        why = f"more than {MOST_FILES} sitemaps or {MOST_LISTED} addresses; the rest was left out"
        rejected.append(Rejected(shown(sitemaps[0]), why, ""))
    return list(whole.pages.values()), rejected


def _read(client: Client, address: str) -> Sitemap:
    """Return one sitemap.

    Raises:
        CollectorError: it could not be read.
    """
    return read_sitemap(client.get(address))
