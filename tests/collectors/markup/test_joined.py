import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.markup.joined import joined
from collectors.post import Post, digest

DAY = datetime(2024, 5, 20, tzinfo=UTC)


def review(text: str, author: Any = None, day: Any = None, rating: Any = None) -> Post:
    return Post(
        source="shop",
        id=digest(text, str(author), str(day), str(rating)),
        kind="review",
        text=text,
        author=author,
        published_at=day and datetime(2024, 5, day, tzinfo=UTC),
        rating=rating,
    )


reviews = st.builds(
    review,
    st.sampled_from(["", "good", "bad"]),
    st.sampled_from([None, "ann", "bea"]),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, 4.0, 5.0]),
)
pages = st.lists(
    st.tuples(reviews, st.sampled_from(["jsonld", "microdata", "rdfa"])), max_size=14
).map(lambda page: sorted(page, key=lambda one: one[1]))


def slowly_joined(posts: Any) -> list[Post]:
    """Join as `joined` says, trying each against all."""
    kept: list[tuple[Post, set[str]]] = []
    seen: set[str] = set()
    for post, syntax in posts:
        alike = [at for at, one in enumerate(kept) if syntax not in one[1] and same(one[0], post)]
        alike.sort(key=lambda at: kept[at][0].id != post.id)  # the very same goes first
        place = next(iter(alike), None)
        if place is not None:
            first, syntaxes = kept[place]
            names = ("author", "published_at", "rating")
            told = {name: getattr(first, name) or getattr(post, name) for name in names}
            kept[place] = (first.model_copy(update=told), syntaxes | {syntax})
        elif post.id not in seen:
            kept.append((post, {syntax}))
        seen.add(post.id)
    return [post for post, _ in kept]


def same(one: Post, other: Post) -> bool:
    if one.text != other.text:
        return False
    pairs = [(getattr(one, n), getattr(other, n)) for n in ("author", "published_at", "rating")]
    if one.text:
        return one.id == other.id or all(None in pair or pair[0] == pair[1] for pair in pairs)
    return one.id == other.id or all(None not in pair and pair[0] == pair[1] for pair in pairs)


@given(pages)
def test_reviews_are_joined_as_if_each_were_tried_against_all(page: Any) -> None:
    def told(posts: list[Post]) -> Any:
        return sorted(str((p.text, p.author, p.published_at, p.rating)) for p in posts)

    assert told(joined(page)) == told(slowly_joined(page))


@given(st.lists(st.tuples(reviews, st.just("jsonld")), max_size=14))
def test_within_one_syntax_only_the_very_same_are_one(page: Any) -> None:
    assert joined(page) == list({post.id: post for post, _ in page}.values())


def test_a_later_syntax_fills_what_an_earlier_left_open() -> None:
    page = [
        (review("good", author="ann"), "jsonld"),
        (review("good", day=1), "microdata"),
        (review("good", rating=5.0), "rdfa"),
    ]
    (post,) = joined(page)
    assert (post.author, post.published_at, post.rating) == (
        "ann",
        datetime(2024, 5, 1, tzinfo=UTC),
        5.0,
    )


@pytest.mark.parametrize("text", ["good", ""])
def test_the_time_grows_with_reviews_that_say_the_same_not_with_their_square(text: str) -> None:
    few, many = 500, 4_000
    spent = {}
    for count in (few, many):
        first = [(review(text, f"u{n}", 1, 5.0), "jsonld") for n in range(count)]
        second = [
            (review(text, f"u{n}", 1 if not text else None, 5.0), "microdata") for n in range(count)
        ]
        began = time.process_time()
        assert len(joined([*first, *second])) == count
        spent[count] = time.process_time() - began
    assert spent[many] < 3 * many / few * spent[few]
