"""Reviews that stand in a page as schema.org markup: JSON-LD, microdata, RDFa."""

from collectors.markup.document import Document
from collectors.markup.found import Found, read_reviews

__all__ = ["Document", "Found", "read_reviews"]
