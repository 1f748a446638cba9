"""What people write: one function a kind of text, each giving the words and what they mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flows.demo.events import Event
from flows.demo.grammar import MOODS, Voice, sentence_case
from flows.demo.market import Product
from flows.demo.texts import table
from flows.demo.truths import Said, Sentiment

ASPECT_TOPICS = {
    "battery": "experience/battery",
    "brew": "experience/taste",
    "delivery": "experience/delivery",
    "heat": "experience/performance",
    "look": "experience/appearance",
    "pack": "experience/packaging",
    "price": "experience/price",
    "screen": "experience/screen",
    "service": "experience/service",
    "smell": "experience/smell",
    "system": "experience/performance",
    "taste": "experience/taste",
}
"""Aspects that are topics of their own."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text and what it means; `title` is for forum threads."""

    text: str
    said: Said
    title: str | None = None


def said(
    product: Product, mood: Sentiment, aspects: tuple[str, ...] = (), *, stance: str = "owns"
) -> Said:
    """Return the meaning of a text about `product`; brands are found when it is finished."""
    extra = {ASPECT_TOPICS[aspect] for aspect in aspects if aspect in ASPECT_TOPICS}
    topics = (product.topic, *sorted(extra))
    return Said(mood, topics, aspects=aspects, interests=((product.topic, stance),))


def review(voice: Voice, product: Product, mood: Sentiment) -> Draft:
    """Return a shop review."""
    body, aspects = _body(voice, product, mood, most=3)
    opening = voice.fill(voice.pick("review_open"), s=voice.noun(product))
    closing = voice.pick(f"review_close_{MOODS[mood]}")
    text = _glue(voice, opening + body, closing)
    return Draft(voice.smudge(text), said(product, mood, aspects))


def social(voice: Voice, product: Product, mood: Sentiment) -> Draft:
    """Return a micro-blog post on a product."""
    body, aspects = _body(voice, product, mood, most=2)
    names = voice.naming(product, aspect=aspects[0])
    scene = voice.fill(voice.pick("scene"))
    text = voice.fill(voice.pick("social_form"), **names, a=body, scene=scene)
    text = decorate(voice, _upper(voice, text), mood, tag=_tag(voice, product, 0.45))
    return Draft(text, said(product, mood, aspects))


def thread(voice: Voice, product: Product, mood: Sentiment) -> Draft:
    """Return a forum thread's first post: a title and a few paragraphs."""
    first, some = _body(voice, product, mood, most=2)
    second, more = _body(voice, product, mood, most=2)
    names = voice.naming(product, aspect=some[0])
    link = voice.fill(voice.pick("forum_middle"), **names)
    opening = voice.fill(voice.pick("forum_open"), **names)
    close = voice.pick(f"forum_close_{MOODS[mood]}")
    dot = "。" if voice.lang == "zh" else "."
    text = f"{opening}{names['p']}：{first}{dot}\n{link}{second}{dot}\n{close}"
    text = text if voice.lang == "zh" else text.replace("：", ": ")
    title = voice.fill(voice.pick(f"forum_title_{MOODS[mood]}"), **names)
    meaning = said(product, mood, tuple(dict.fromkeys((*some, *more))))
    return Draft(voice.smudge(text), meaning, title)


def question(voice: Voice, product: Product) -> Draft:
    """Return a question before buying."""
    text = voice.fill(voice.pick("question"), **voice.naming(product))
    scene = voice.fill(voice.pick("scene"))
    mark = voice.rng.choice(["？", "?", "？？"] if voice.lang == "zh" else ["?", "??"])
    ended = text if text.endswith("?") else text + mark
    full = decorate(voice, scene + ended, "neutral", tag=_tag(voice, product, 0.3))
    return Draft(full, said(product, "neutral", stance="asks"), title=text)


def event_talk(voice: Voice, event: Event) -> Draft:
    """Return a post on something that has just happened."""
    lines = event.zh if voice.lang == "zh" else event.en
    core = voice.fill(voice.rng.choice(lines))
    if voice.chance(0.5):
        core = voice.join([core, _aside(voice, event)])
    tag = voice.rng.choice(event.tags) if voice.chance(0.7) else ""
    scene = voice.fill(voice.pick("scene"))
    return Draft(
        decorate(voice, scene + core, event.sentiment, tag=tag), event.said, title=headline(core)
    )


def aspect_review(voice: Voice, product: Product, event: Event) -> Draft:
    """Return a shop review by somebody whom an event has reached."""
    other = voice.rng.choice([aspect for aspect in product.aspects if aspect != event.aspect])
    pair = (event.aspect, other)
    noun = voice.noun(product)
    body = voice.join([voice.clause(aspect, event.sentiment, noun=noun) for aspect in pair])
    opening = voice.fill(voice.pick("review_open"), s=noun)
    closing = voice.pick(f"review_close_{MOODS[event.sentiment]}")
    text = _glue(voice, opening + body, closing)
    return Draft(voice.smudge(text), said(product, event.sentiment, pair))


def comparison(voice: Voice, product: Product, mood: Sentiment) -> Draft:
    """Return a text that sets the product's brand against its rival."""
    aspect = voice.rng.choice(product.aspects)
    names = {**voice.naming(product, aspect=aspect), "o": voice.rival(product)}
    opinion = voice.clause(aspect, mood, noun=voice.noun(product))
    text = voice.fill(voice.pick(f"compare_{MOODS[mood]}"), **names, a=opinion)
    full = decorate(voice, text, mood, tag=_tag(voice, product, 0.2))
    meaning = said(product, mood, (aspect,), stance="mentions")
    return Draft(full, meaning, title=names["b"] + " vs " + names["o"])


def sarcasm(voice: Voice, product: Product) -> Draft:
    """Return praise that means blame."""
    aspect = voice.rng.choice(product.aspects)
    names = voice.naming(product, aspect=aspect)
    opinion = voice.clause(aspect, "negative", noun=voice.noun(product))
    text = voice.fill(voice.pick("sarcasm"), **names, a=opinion)
    meaning = replace(said(product, "negative", (aspect,)), sarcasm=True)
    return Draft(_upper(voice, text), meaning, title=names["p"])


def promo(voice: Voice, product: Product) -> Draft:
    """Return an advertisement dressed as a post."""
    text = voice.fill(voice.pick("promo"), **voice.naming(product))
    meaning = replace(said(product, "positive"), interests=(), spam="promo")
    return Draft(f"{text} {_tag(voice, product, 0.8)}".strip(), meaning)


def template(voice: Voice, product: Product) -> Draft:
    """Return one of the ready-made reviews that are posted again and again."""
    meaning = replace(said(product, "positive"), interests=(), spam="template")
    return Draft(voice.pick("template"), meaning)


def chatter(voice: Voice, interest: str, mood: Sentiment) -> Draft:
    """Return everyday talk about an interest, no brand in it."""
    row = table("interests")[interest]
    stance, core = _everyday(voice, row, mood)
    tag = voice.rng.choice(row["tags"]) if voice.lang == "zh" and voice.chance(0.7) else ""
    text = decorate(voice, voice.fill(voice.pick("scene")) + core, mood, tag=tag)
    meaning = Said(mood, (row["topic"],), interests=((row["interest"], stance),))
    return Draft(text, meaning, title=headline(core))


def _everyday(voice: Voice, row: Mapping[str, Any], mood: Sentiment) -> tuple[str, str]:
    """Return the stance that a line on an interest shows, and its words."""
    lines = row[MOODS[mood] if voice.lang == "zh" else f"en_{MOODS[mood]}"]
    stance, _, words = voice.rng.choice(lines).rpartition(": ")
    return stance or "mentions", voice.fill(words)


def reply(voice: Voice, product: Product, mood: Sentiment) -> Draft:
    """Return a short answer under somebody else's post."""
    if mood == "neutral":
        meaning = replace(said(product, mood), interests=())
        return Draft(voice.smudge(voice.pick("reply_plain")), meaning)
    body, aspects = _body(voice, product, mood, most=1)
    text = voice.fill(voice.pick(f"reply_{MOODS[mood]}"), a=body)
    return Draft(voice.smudge(text), said(product, mood, aspects))


def foreign(voice: Voice, lang: str, product: Product, mood: Sentiment, *, strict: bool) -> Draft:
    """Return a text in one of the lesser languages; about the product for sure if `strict`."""
    lines = table("others")[lang][MOODS[mood]]
    line = voice.rng.choice([line for line in lines if "{p}" in line or not strict])
    name = f"{product.brand.english} {product.english}"
    text = voice.fill(line, p=name, b=product.brand.english)
    about = "{p}" in line or "{b}" in line
    return Draft(text, said(product, mood) if about else Said(mood), title=name)


def _aside(voice: Voice, event: Event) -> str:
    """Return a second thought on the same matter."""
    if event.aspect:
        return voice.clause(event.aspect, event.sentiment, noun=voice.frames["thing"])
    return _everyday(voice, table("interests")[event.interest], event.sentiment)[1]


def headline(text: str) -> str:
    """Return what a thread that begins with `text` is called: its first clause."""
    return re.split("[，。；？]", text)[0][:30]


def decorate(voice: Voice, text: str, mood: Sentiment, *, tag: str) -> str:
    """Return `text` as people send it: a stop, an emote, a hashtag before or after."""
    ended = text if text.endswith(("?", "？", "！", "!")) else text + voice.stop()
    gap = "" if voice.lang == "zh" else " "
    ended = voice.smudge(ended) + gap + voice.pick(f"emote_{MOODS[mood]}")
    parts = [tag, ended] if voice.chance(0.4) else [ended, tag]
    return " ".join(part.strip() for part in parts if part)


def _body(
    voice: Voice, product: Product, mood: Sentiment, *, most: int
) -> tuple[str, tuple[str, ...]]:
    """Return one to `most` opinions of that mood; some set a lesser one against them."""
    count = voice.rng.randint(1, most)
    aspects = tuple(voice.rng.sample(product.aspects, k=count))
    if count > 1 and mood != "neutral" and voice.chance(0.35):
        return _contrast(voice, product, mood, aspects[:2]), aspects[:2]
    noun = voice.noun(product)
    return voice.join([voice.clause(aspect, mood, noun=noun) for aspect in aspects]), aspects


def _contrast(voice: Voice, product: Product, mood: Sentiment, aspects: tuple[str, ...]) -> str:
    other: Sentiment = "negative" if mood == "positive" else "positive"
    noun = voice.noun(product)
    lesser = voice.clause(aspects[1], other, noun=noun)
    main = voice.clause(aspects[0], mood, noun=noun)
    return _upper(voice, voice.fill(_fair(voice, mood), a=lesser, c=main))


def _fair(voice: Voice, mood: Sentiment) -> str:
    """Return a contrast frame; those that name good and bad points fit only complaints."""
    frames = [line for line in voice.frames["contrast"] if mood == "negative" or "优点" not in line]
    chosen: str = voice.rng.choice(frames)
    return chosen


def _glue(voice: Voice, text: str, closing: str) -> str:
    if voice.lang == "en":
        return f"{sentence_case(text)}. {closing}".strip()
    return f"{text}，{closing}{voice.stop()}" if closing else text + voice.stop()


def _upper(voice: Voice, text: str) -> str:
    return text if voice.lang == "zh" else sentence_case(text)


def _tag(voice: Voice, product: Product, share: float) -> str:
    if not voice.chance(share):
        return ""
    names = voice.naming(product)
    return voice.fill(voice.pick("tags"), **names).replace(" ", "")
