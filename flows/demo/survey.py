"""Answers to the shop's own survey."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from flows.demo.buyers import Customer
from flows.demo.casting import SENTIMENTS
from flows.demo.drafts import review
from flows.demo.grammar import Voice
from flows.demo.market import products
from flows.demo.texts import table
from flows.demo.truths import Said

ANSWERS = 90
SCORES = {"positive": (9, 10), "neutral": (6, 7), "negative": (1, 4)}


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """One answer; `score` on 0 to 10, the likelihood to recommend."""

    id: str
    customer_id: str
    answered_at: datetime
    product: str
    channel: str
    score: int
    text: str
    said: Said


def make_survey(
    rng: Random, *, customers: Sequence[Customer], end: datetime
) -> tuple[SurveyAnswer, ...]:
    """Return the answers of the last ninety days, in order of time; all of them Chinese."""
    answers = [_answer(rng, rng.choice(customers), end=end) for _ in range(ANSWERS)]
    ordered = sorted(answers, key=lambda answer: answer.answered_at)
    return tuple(ordered)


def _answer(rng: Random, customer: Customer, *, end: datetime) -> SurveyAnswer:
    mood = rng.choices(SENTIMENTS, weights=(5, 2, 3))[0]
    product = rng.choice(list(products().values()))
    draft = review(Voice(rng, lang="zh", city=customer.place), product, mood)
    return SurveyAnswer(
        id=f"S{rng.randrange(10**9):09d}",
        customer_id=customer.id,
        answered_at=end - timedelta(minutes=rng.randint(60, 90 * 24 * 60)),
        product=product.slug,
        channel=rng.choice(table("plants")["survey"]["channels"]),
        score=rng.randint(*SCORES[mood]),
        text=draft.text,
        said=draft.said,
    )
