"""One page of the web, fetched: read as a document, unless it asks not to be."""

from collectors.answer import Answer
from collectors.errors import Blocked, Gone, NotThisFormat, RobotsDisallow
from collectors.http import Client
from collectors.markup.document import Document
from collectors.walls import reservation, wall_behind, wall_in

_NOT_PAGES = ("image/", "audio/", "video/", "application/pdf", "application/zip")


def document_of(answer: Answer, client: Client) -> Document:
    """Return the page that was answered.

    Raises:
        NotThisFormat: it is a picture, a film or the like.
        RobotsDisallow: it asks not to be collected, and the client obeys such marks.
        Blocked: the same, and it looks like a wall: walls often carry the mark as well.
    """
    media = answer.headers.get("content-type", "").lower()
    if media.startswith(_NOT_PAGES):
        raise NotThisFormat(answer.url, expected="an HTML page", why=f"it is {media}")
    document = Document.parse(answer.text(), url=answer.url)
    if client.policy.obey_robots:
        why = reservation(document, answer.headers, agent=client.policy.agent)
        if why:
            raise_if_wall(document)
            raise RobotsDisallow(answer.url, why=why)
    return document


def raise_if_wall(document: Document) -> None:
    """Do nothing, unless the page looks like a wall.

    Ask only about pages on which nothing was found: a captcha may well stand below reviews.

    Raises:
        Blocked: it does.
    """
    if why := wall_in(document):
        raise Blocked(document.url, why=why)


def raise_if_walled(error: Gone) -> None:
    """Do nothing where "not found" may be believed.

    Raises:
        Blocked: it is a login page or a captcha that says so.
    """
    if why := wall_behind(error.detail):
        raise Blocked(error.url, why=why) from error
