import gzip
from datetime import UTC, datetime

import pytest
from saved import read
from saved_examples import AMAZON

from collectors.errors import Blocked, NotThisFormat
from collectors.files.formats.amazon import FORMATS

(PAGES,) = FORMATS


def test_a_review_is_read() -> None:
    post = read(PAGES, AMAZON, name="a.html").posts[0]
    assert (post.id, post.title) == ("R1AAAAAAAAAAAA", "Sehr hell")
    assert post.text == "Macht den Raum hell.\nGerne wieder."
    assert (post.rating, post.rating_low, post.rating_high) == (5, 1, 5)
    assert (post.author, post.author_id) == ("Uwe", "amzn1.account.AAAA")
    assert (post.likes, post.subject) == (1204, "Lampe X")
    assert post.url == "https://www.amazon.de/gp/customer-reviews/R1AAAAAAAAAAAA"
    assert post.published_at == datetime(2024, 4, 8, tzinfo=UTC)
    assert post.published_precision == "day"


def test_stars_without_words_are_counted_and_one_is_a_word() -> None:
    post = read(PAGES, AMAZON, name="a.html").posts[1]
    assert (post.rating, post.likes, post.title) == (2, 1, "Too dim")


def test_a_review_without_an_id_is_rejected_and_the_rest_goes_on() -> None:
    page = read(PAGES, AMAZON, name="a.html")
    assert (len(page.posts), [one.where for one in page.rejected]) == (2, ["a.html 3"])


def test_a_gzipped_page_is_read() -> None:
    packed = gzip.compress(AMAZON.encode())
    assert read(PAGES, packed, name="a.html.gz").posts == read(PAGES, AMAZON).posts


def test_a_broken_gzip_is_refused() -> None:
    with pytest.raises(NotThisFormat):
        read(PAGES, gzip.compress(AMAZON.encode())[:80], name="a.html.gz")


@pytest.mark.parametrize(
    "written",
    [
        "Reviewed in the United States 🇺🇸 on April 8, 2024",
        "Reviewed in India on 8 April 2024",
        "on April 8, 2024",
        "Kommentiert in Österreich am 8. April 2024",
        "Commenté en France le 8 avril 2024",
        "Reseñado en España el 8 de abril de 2024",
        "Recensito in Italia il 8 aprile 2024",
        "Avaliado no Brasil em 8 de abril de 2024",
        "Beoordeeld in Nederland op 8 april 2024",
        "Recenserad i Sverige den 8 april 2024",
        "Opinia napisana w Polsce dnia 8 kwietnia 2024",
        "8 Nisan 2024 tarihinde Türkiye'de değerlendirildi",
        "2024年4月8日に日本でレビュー済み",
        "2024年4月8日在中国审核",
    ],
)
def test_days_are_read_in_the_shops_languages(written: str) -> None:
    page = AMAZON.replace("Rezension aus Deutschland vom 8. April 2024", written)
    assert read(PAGES, page).posts[0].published_at == datetime(2024, 4, 8, tzinfo=UTC)


@pytest.mark.parametrize("title", ["Robot Check", "Amazon Sign-In: please sign in"])
def test_a_captcha_is_a_wall(title: str) -> None:
    with pytest.raises(Blocked):
        read(PAGES, f"<html><title>{title}</title><body><p>x</p></body></html>")


def test_a_page_without_reviews_is_refused() -> None:
    with pytest.raises(NotThisFormat):
        read(PAGES, "<html><title>Lampe</title><body><p>amazon.de</p></body></html>")
