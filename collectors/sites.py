"""What a whole site lists of itself, sitemap after sitemap."""

from collections.abc import Callable, Sequence

from collectors.addresses import shown
from collectors.base import Rejected
from collectors.errors import CollectorError
from collectors.http import Client
from collectors.sitemaps import Listed, Sitemap, read_sitemap

MOST_FILES = 200
"""Sitemaps read in one run."""
MOST_LISTED = 200_000
"""Addresses that are wanted, of one site."""


def listed_by(
    client: Client, sitemaps: Sequence[str], *, wanted: Callable[[str], bool]
) -> tuple[list[Listed], list[Rejected]]:
    """Return the wanted addresses of `sitemaps` and of those that they name, and what failed.

    Raises:
        CollectorError: none of them could be read.
    """
    found: dict[str, Listed] = {}
    queue, visited = list(sitemaps), set[str]()
    rejected: list[Rejected] = []
    failure: CollectorError | None = None
    while queue and len(visited) < MOST_FILES and len(found) < MOST_LISTED:
        address = queue.pop(0)
        if address in visited:
            continue
        visited.add(address)
        try:
            one = _read(client, address)
        except CollectorError as error:
            client.note(error)
            failure = failure or error
            rejected.append(Rejected(shown(address), str(error), ""))
            continue
        queue += [further.url for further in one.further]
        found.update((page.url, page) for page in one.pages if wanted(page.url))
    if failure and len(rejected) == len(visited):
        raise failure
    if queue or len(found) > MOST_LISTED:
        why = f"more than {MOST_FILES} sitemaps or {MOST_LISTED} addresses; the rest was left out"
        rejected.append(Rejected(shown(sitemaps[0]), why, ""))
    return list(found.values())[:MOST_LISTED], rejected


def _read(client: Client, address: str) -> Sitemap:
    """Return one sitemap.

    Raises:
        CollectorError: it could not be read.
    """
    return read_sitemap(client.get(address))
