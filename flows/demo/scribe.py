"""Writing the planned posts, one after the other, as people react to what is there."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

from flows.demo import drafts
from flows.demo.casting import Cast, Role
from flows.demo.drafts import Draft
from flows.demo.grammar import Voice
from flows.demo.market import named_brands
from flows.demo.people import OTHER_LANGUAGES, Person
from flows.demo.plan import Channel, Kind, Plan
from flows.demo.posts import DemoPost
from flows.demo.texts import table
from flows.demo.truths import Copy, PersonalNumber, Said, Sentiment

STARS: dict[Sentiment, tuple[int, ...]] = {
    "positive": (5, 5, 5, 4),
    "neutral": (3, 3, 3, 4),
    "negative": (1, 1, 2, 2),
}
REPEATING: frozenset[Kind] = frozenset({"promo", "template"})
COPYING = REPEATING | {"copy"}
WHOLE: frozenset[Kind] = frozenset({"product", "question", "comparison", "chatter"})
"""Kinds that the lesser languages have texts for; otherwise their writers use English."""
OFF_PRODUCT: frozenset[Kind] = frozenset({"chatter"})
MEMORY = 80
TRIES = 12

Maker = Callable[[Voice, Role], Draft]
MAKERS: dict[Kind, Maker] = {
    "question": lambda voice, role: drafts.question(voice, role.product),
    "comparison": lambda voice, role: drafts.comparison(voice, role.product, role.mood),
    "sarcasm": lambda voice, role: drafts.sarcasm(voice, role.product),
    "promo": lambda voice, role: drafts.promo(voice, role.product),
    "template": lambda voice, role: drafts.template(voice, role.product),
    "chatter": lambda voice, role: drafts.chatter(voice, role.interest, role.mood),
    "reply": lambda voice, role: drafts.reply(voice, role.product, role.mood),
}
BY_CHANNEL: dict[Channel, Maker] = {
    "shop": lambda voice, role: drafts.review(voice, role.product, role.mood),
    "forum": lambda voice, role: drafts.thread(voice, role.product, role.mood),
    "social": lambda voice, role: drafts.social(voice, role.product, role.mood),
}


class Scribe:
    """Writes posts in order of time and remembers what is planted in them.

    Attributes:
        copies: exact repeats written on purpose so far.
        personal: numbers given away so far.
        by_event: ids of the posts on each event, by its name.
    """

    def __init__(self, rng: Random, *, people: Sequence[Person]) -> None:
        self.copies: list[Copy] = []
        self.personal: list[PersonalNumber] = []
        self.by_event: dict[str, list[str]] = {}
        self._rng = rng
        self._cast = Cast(rng, people=people)
        self._recent: dict[Channel, deque[DemoPost]] = {
            channel: deque(maxlen=MEMORY) for channel in BY_CHANNEL
        }
        self._first_with: dict[str, str] = {}

    def write(self, plans: Sequence[Plan]) -> Iterator[DemoPost]:
        """Yield the posts, in the order of `plans`, which must be that of time."""
        for number, plan in enumerate(plans, 1):
            post = self._copy(plan, number) if plan.kind == "copy" else None
            post = post or self._compose(plan, number)
            self._remember(post, plan)
            yield post

    def _compose(self, plan: Plan, number: int) -> DemoPost:
        role = self._cast.role(plan, parent=self._parent(plan))
        draft, lang = self._unheard(plan, role)
        post_id = native_id(plan.channel, plan.at, number)
        self._note(plan, post_id)
        parent = role.parent
        return DemoPost(
            id=post_id,
            channel=plan.channel,
            author=role.person.id,
            published_at=plan.at,
            text=draft.text,
            lang=lang,
            said=_with_brands(draft, titled=plan.channel == "forum" and not parent),
            product=role.product.slug if _on_product(plan) else None,
            title=_title(plan, draft, parent),
            rating=self._stars(plan, draft.said),
            parent_id=parent.id if parent else None,
            thread_id=(parent.thread_id or parent.id) if parent else None,
            likes=int(self._rng.lognormvariate(1.0, 1.2)),
            reposts=int(self._rng.lognormvariate(-0.5, 1.1)),
        )

    def _unheard(self, plan: Plan, role: Role) -> tuple[Draft, str]:
        """Return words nobody has used yet, if they come to mind in a few tries."""
        for _ in range(TRIES):
            draft, lang = self._draft(plan, role)
            if draft.text not in self._first_with or plan.kind in REPEATING:
                break
        return draft, lang

    def _draft(self, plan: Plan, role: Role) -> tuple[Draft, str]:
        lang = role.person.lang
        voice = Voice(self._rng, lang=lang, city=role.person.city)
        if lang in OTHER_LANGUAGES and plan.kind in WHOLE:
            strict = plan.channel == "shop"
            return drafts.foreign(voice, lang, role.product, role.mood, strict=strict), lang
        if plan.event is not None:
            return self._on_event(plan, voice, role), voice.lang
        if plan.kind == "personal":
            return self._with_number(voice, role)
        return MAKERS.get(plan.kind, BY_CHANNEL[plan.channel])(voice, role), voice.lang

    def _on_event(self, plan: Plan, voice: Voice, role: Role) -> Draft:
        """Return words on an event: of those who name it, or of those who just feel it."""
        assert plan.event is not None  # noqa: S101  # the caller has looked
        if plan.channel == "shop":
            return drafts.aspect_review(voice, role.product, plan.event)
        return drafts.event_talk(voice, plan.event)

    def _with_number(self, voice: Voice, role: Role) -> tuple[Draft, str]:
        rows = table("plants")["personal"]
        row = rows[len(self.personal) % len(rows)]
        lang = "en" if row["text"].isascii() else "zh"
        own = Voice(self._rng, lang=lang, city=voice.city)
        text = own.fill(row["text"], **own.naming(role.product))
        meaning = drafts.said(role.product, "neutral", stance="mentions")
        return Draft(text, meaning, title=row["kind"]), lang

    def _copy(self, plan: Plan, number: int) -> DemoPost | None:
        """Return somebody's words once more: passed off as one's own, or posted on both sites."""
        pool = [post for post in self._recent["social"] if _worth_copying(post)]
        if not pool:
            return None
        first = self._rng.choice(pool)
        if plan.channel == "social":
            person = self._cast.role(plan).person
        else:
            person = self._cast.author(first)
        post_id = native_id(plan.channel, plan.at, number)
        title = drafts.headline(first.text) if plan.channel == "forum" else None
        return replace(
            first,
            id=post_id,
            channel=plan.channel,
            author=person.id,
            title=title,
            published_at=plan.at,
            likes=0,
            reposts=0,
        )

    def _parent(self, plan: Plan) -> DemoPost | None:
        if plan.kind != "reply":
            return None
        pool = [post for post in self._recent[plan.channel] if post.product]
        return self._rng.choice(pool) if pool else None

    def _stars(self, plan: Plan, meaning: Said) -> int | None:
        if plan.channel != "shop":
            return None
        # Irony does not reach the stars: who mocks gives few.
        return 5 if meaning.spam else self._rng.choice(STARS[meaning.sentiment])

    def _note(self, plan: Plan, post_id: str) -> None:
        if plan.event is not None:
            self.by_event.setdefault(plan.event.name, []).append(post_id)
        if plan.kind == "personal":
            rows = table("plants")["personal"]
            row = rows[len(self.personal) % len(rows)]
            self.personal.append(PersonalNumber(post_id, row["kind"], row["value"]))

    def _remember(self, post: DemoPost, plan: Plan) -> None:
        """Keep the post for those who answer; note a repeat that was meant to be one."""
        first = self._first_with.setdefault(post.text, post.id)
        if first != post.id and plan.kind in COPYING:
            self.copies.append(Copy(post.id, first))
        self._recent[post.channel].append(post)


def native_id(channel: Channel, at: datetime, number: int) -> str:
    """Return the id a site would give: on the social feed sortable as a number, by time."""
    if channel == "social":
        return str((int(at.timestamp() * 1000) << 16) + number % 65536)
    return f"{channel[0]}{number}"


def _on_product(plan: Plan) -> bool:
    return plan.kind not in OFF_PRODUCT and (plan.event is None or plan.event.product is not None)


def _with_brands(draft: Draft, *, titled: bool) -> Said:
    words = f"{draft.title} {draft.text}" if titled else draft.text
    return replace(draft.said, brands=named_brands(words))


def _title(plan: Plan, draft: Draft, parent: DemoPost | None) -> str | None:
    if plan.channel != "forum":
        return None
    return f"Re: {parent.title}" if parent else draft.title or drafts.headline(draft.text)


def _worth_copying(post: DemoPost) -> bool:
    return post.parent_id is None and not post.said.spam and len(post.text) > 12  # noqa: PLR2004  # words, not grunts
