"""How authors stand to what interests them, as the tags and the rules name it."""

from typing import Final

DECLARES: Final = "declares"
"""What authors' own labels say of them; the other stances are shown by posts."""

DRAWN: Final = ("wants", "asks", "likes", "owns", DECLARES)
"""What draws an author to something: neither who dislikes it nor who only mentions it."""

STANCES: Final = (*DRAWN, "dislikes", "mentions")
"""All there are."""
