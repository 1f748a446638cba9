"""How numbers and times are written in the report."""

import math
from datetime import date, datetime, timedelta
from typing import Final

from flows.report.figures import Figure

MINUS: Final = "\N{MINUS SIGN}"
NOTHING: Final = "\N{EN DASH}"
MANY: Final = 1000
LABELS: Final = {
    "wish": "Wishes",
    "complaint": "Complaints",
    "pain_point": "Pain points",
    "question": "Questions",
    "reason/recommendation": "Recommended by others",
    "reason/promotion": "Discount or gift with it",
    "reason/function": "What it can do",
    "reason/repurchase": "An earlier one was good",
    "reason/replacement": "The old one is worn or lost",
    "occasion/school": "School and studies",
    "occasion/moving": "A new home",
    "occasion/work": "Work",
    "occasion/shopping_day": "A shopping day",
    "stage/attention": "Attention: noticed it",
    "stage/interest": "Interest: is drawn to it",
    "stage/search": "Search: asks about it",
    "stage/decision": "Decision: weighs it",
    "stage/action": "Action: bought it",
    "stage/share": "Share: tells others",
    "wants_to_buy": "Wants to buy",
    "compares": "Compares",
    "bought": "Bought",
    "left": "Left or sent back",
    "repurchases": "Bought again",
    "recommends": "Recommends",
    "for_self": "Buys for oneself",
    "for_child": "Buys for a child",
    "for_parents": "Buys for parents",
    "for_partner": "Buys for a partner",
    "for_pet": "Buys for a pet",
    "for_work": "Buys for work",
    "gift": "Gives a present",
    "user": "Uses it",
    "payer": "Pays for another",
    "potential": "May yet buy",
    "conformity": "Goes with the many",
    "difference": "Wants to be different",
    "comparison": "Weighs offers",
    "facts": "Goes by facts",
    "overall": "As a whole",
}
"""Labels that do not say by themselves what they stand for."""

SIGNS: Final = {
    "copy": "Same words as an earlier post",
    "near_copy": "Nearly the words of an earlier post",
    "own_copy": "The author's own words again",
    "template": "One text that several authors filled in",
    "burst": "Many posts by one author at once",
    "surge": "Many new accounts praise one brand on one day",
    "even_intervals": "The author posts at even intervals",
    "sleepless": "The author never sleeps",
    "same_second": "The author posts in the same second of the minute",
    "rating_disagrees": "Rating and words disagree",
    "default_review": "Text that the shop fills in",
    "promotion": "Promotion",
    "incentive": "A good review for money or a gift",
    "contact": "Ways to get hold of a seller",
    "paid": "Marked as paid",
    "shop_voice": "The shop speaks",
    "padding": "Words to fill the box",
    "flooding": "The same signs again and again",
    "template_praise": "Praise that fits any goods",
    "untrusted": "A person said so",
}
"""What speaks against a post, in words, by its code."""

PRODUCERS: Final = {"brand": "the brand", "professional": "professionals", "user": "users"}
"""Who makes posts: BGC, PGC, UGC."""


def figure_text(figure: Figure) -> str:
    """Return a figure's value as the reader sees it."""
    if figure.value is None:
        return NOTHING
    return _WRITERS[figure.unit](figure.value)


def sign(code: str) -> str:
    """Return what a code of trust means; one of an edited word list as it stands there."""
    return SIGNS.get(code, code.replace("_", " ").capitalize())


def label(name: str) -> str:
    """Write a label of the lexicons for people: food/taste is "Food: taste"."""
    if name in LABELS:
        return LABELS[name]
    plain = name.removeprefix("reason/").removeprefix("occasion/").replace("_", " ")
    text = plain.replace("/", ": ")
    return text[:1].upper() + text[1:]


def brand(name: str) -> str:
    """Write a brand of a comparison; "" is the thing that the post is about."""
    return name or "what the post is about"


def count(value: float) -> str:
    """Write a whole number with thousands apart."""
    return f"{round(value):,}".replace("-", MINUS)


def share(value: float) -> str:
    """Write a share (0 to 1) as a percentage."""
    return f"{100 * value:.1f}\N{NARROW NO-BREAK SPACE}%"


def polarity(value: float | None) -> str:
    """Write a polarity (-1 to 1) with its sign."""
    if value is None or math.isnan(value):
        return NOTHING
    return f"{round(value, 2) + 0.0:+.2f}".replace("-", MINUS)


def signed(value: float) -> str:
    """Write a change with its sign and one decimal."""
    return f"{round(value, 1) + 0.0:+.1f}".replace("-", MINUS)


def amount(value: float | None) -> str:
    """Write a number that is not a count: at most one decimal, fewer when it is large."""
    if value is None or math.isnan(value):
        return NOTHING
    digits = 0 if abs(value) >= MANY or value == round(value) else 1
    return f"{value:,.{digits}f}".replace("-", MINUS)


def day(when: date) -> str:
    """Write a day: 4 Nov 2026."""
    return f"{when.day} {when:%b %Y}"


def short_day(when: date) -> str:
    """Write a day within a known year: 4 Nov."""
    return f"{when.day} {when:%b}"


def minute(when: datetime) -> str:
    """Write a moment: 4 Nov 2026, 09:30 UTC."""
    return f"{day(when)}, {when:%H:%M} UTC"


def span(starts_at: datetime, ends_at: datetime) -> str:
    """Write the days from `starts_at` (in) to `ends_at` (out)."""
    last = ends_at - timedelta(microseconds=1)
    if last.date() <= starts_at.date():
        return day(starts_at)
    return f"{short_day(starts_at)} \N{EN DASH} {day(last)}"


_WRITERS: Final = {"count": count, "share": share, "polarity": polarity, "amount": amount}
