"""The made-up people: who writes, in which language, about what."""

from dataclasses import dataclass
from random import Random

from flows.demo.texts import table

LANGUAGES = {"zh": 72, "en": 22, "ja": 1.2, "ko": 1.2, "es": 1.2, "fr": 1.2, "de": 1.2}
"""Shares of the languages that people write in, in percent."""
OTHER_LANGUAGES = frozenset(LANGUAGES) - {"zh", "en"}
LABELLED_SHARE = 0.6
NUMBERED_SHARE = 0.3
TOLD = 2
"""Dearest interests that people's labels tell of."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes.

    Attributes:
        id: our name for them, `p001` on.
        name: as shown by shop and forum.
        acct: account name on the social feed.
        social_id: account id on the social feed, digits.
        lang: language they write in, ISO 639-1.
        city: where they live.
        interests: keys of the interest table, dearest first.
        labels: what they publish about themselves.
        weight: how much they write, relative to others, above 0.
        bot: writes promotion only.
    """

    id: str
    name: str
    acct: str
    social_id: str
    lang: str
    city: str
    interests: tuple[str, ...]
    labels: tuple[str, ...]
    weight: float
    bot: bool = False

    @property
    def hobbies(self) -> tuple[str, ...]:
        """Interests that the labels tell of."""
        told = self.interests[:TOLD] if self.labels else ()
        return tuple(table("interests")[key]["interest"] for key in told)


def make_people(rng: Random, *, count: int) -> tuple[Person, ...]:
    """Return `count` people, the promotional accounts last; names are all different."""
    bots = table("people")["bots"]
    humans = count - len(bots)
    names: set[str] = set()
    people = [_person(rng, number=n, taken=names) for n in range(1, humans + 1)]
    return (*people, *(_bot(name, number=humans + n) for n, name in enumerate(bots, 1)))


def _person(rng: Random, *, number: int, taken: set[str]) -> Person:
    lang = _language(rng)
    parts = table("people")
    interests = tuple(rng.sample(sorted(table("interests")), k=rng.randint(1, 4)))
    hobbies = tuple(table("interests")[key]["label"] for key in interests[:TOLD])
    return Person(
        id=f"p{number:03d}",
        name=_name(rng, lang=lang, taken=taken),
        acct=f"user{number:03d}",
        social_id=str(110_000_000_000_000_000 + number * 7919),
        lang=lang,
        city=rng.choice(parts["cities" if lang == "zh" else "cities_en"]),
        interests=interests,
        labels=(*hobbies, rng.choice(parts["trades"])) if rng.random() < LABELLED_SHARE else (),
        weight=rng.lognormvariate(0.0, 0.9),
    )


def _bot(name: str, *, number: int) -> Person:
    identity = (f"p{number:03d}", name, f"deal{number:03d}", str(120_000_000_000_000_000 + number))
    return Person(*identity, "zh", "上海", (), (), weight=1.0, bot=True)


def _language(rng: Random) -> str:
    return rng.choices([*LANGUAGES], weights=[*LANGUAGES.values()])[0]


def _name(rng: Random, *, lang: str, taken: set[str]) -> str:
    parts = table("people")
    tongue = "zh" if lang == "zh" else "en"
    while True:
        name: str = rng.choice(parts[f"{tongue}_first"]) + rng.choice(parts[f"{tongue}_last"])
        if rng.random() < NUMBERED_SHARE or tongue == "en":
            name += str(rng.randint(1, 99))
        if name not in taken:
            taken.add(name)
            return name
