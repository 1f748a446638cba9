"""The file of interests: what an analyst edits."""

from typing import Annotated, get_args

from pydantic import AfterValidator, Field

from nlp.interests.stances import Stance
from nlp.topics.taxonomy import Label
from nlp.topics.toml import Entry, Piece

Pieces = tuple[Piece, ...]
Some = Annotated[Pieces, Field(min_length=1)]
Weight = Annotated[float, Field(ge=0, le=1)]


def _whole(order: tuple[Stance, ...]) -> tuple[Stance, ...]:
    if sorted(order) != sorted(get_args(Stance)):
        msg = f"name each of {', '.join(get_args(Stance))} once"
        raise ValueError(msg)
    return order


def _weighed(weight: dict[Stance, float]) -> dict[Stance, float]:
    missing = [stance for stance in get_args(Stance) if stance not in weight]
    if missing:
        msg = f"lacks {missing[0]}"
        raise ValueError(msg)
    return weight


class Interest(Entry):
    """One label and what speaks of it."""

    label: Label = Field(description="Two levels: 'pets/keeping'.")
    topics: tuple[Label, ...] = Field((), description="Labels of topics that speak of it.")
    words: Pieces = Field((), description="More words that do.")
    selves: Pieces = Field((), description="What people call themselves who have it.")
    roots: Pieces = Field((), description="Words that show it in a profile.")
    owned: bool = Field(default=True, description="Whether one can own what speaks of it.")


class Showing(Entry):
    """Pieces that show a stance."""

    name: Stance = Field(description="The stance.")
    words: Some = Field(description="The pieces; a star stands for up to 12 signs.")
    right_before: bool = Field(default=False, description="Only right before the interest.")


class Rules(Entry):
    """What counts, and of whom."""

    order: Annotated[tuple[Stance, ...], AfterValidator(_whole)] = Field(
        description="What counts first where several are shown."
    )
    weight: Annotated[dict[Stance, Weight], AfterValidator(_weighed)] = Field(
        description="Of each stance in the score, 0 to 1."
    )
    others: Some = Field(description="People who are not the author.")
    beside: Pieces = Field(description="Behind these they are not who speaks.")
    author: Some = Field(description="What speaks of the author.")


class Profile(Entry):
    """What stands beside a root in a profile."""

    before: Some
    after: Some
    no: Some = Field(description="What takes it back.")


class Sample(Entry):
    """A post and the interests it must give."""

    text: str
    interests: tuple[str, ...] = Field(description="Exactly these: 'label stance'.")


class InterestsFile(Entry):
    """The file as a whole."""

    interest: tuple[Interest, ...]
    stance: tuple[Showing, ...]
    stances: Rules
    profile: Profile
    sample: tuple[Sample, ...] = ()
