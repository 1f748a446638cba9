import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.markup import Document, read_reviews

URL = "https://shop.example/p/1"


def read(markup: str) -> Any:
    return read_reviews(Document.parse(markup, url=URL))


def script(data: Any) -> str:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f'<script type="application/ld+json">{text}</script>'


def review(body: Any = "屏幕很亮", **more: Any) -> Any:
    return {"@type": "Review", "author": "Lin", "reviewBody": body, **more}


def bodies(markup: str) -> list[str]:
    return [found.node.get("reviewbody") for found in read(markup)[0]]


@pytest.mark.parametrize(
    "data",
    [
        review(),
        [review()],
        {"@graph": [{"@type": "WebPage"}, review()]},
        {"@type": "Product", "name": "N1", "review": review()},
        {"@type": ["Product", "Thing"], "review": [review()]},
        {"@type": "LocalBusiness", "reviews": [review()]},
        {"@type": "Product", "review": {"author": "Lin", "reviewBody": "屏幕很亮"}},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": review()}]},
        {"@type": "https://schema.org/Review", "https://schema.org/reviewBody": "屏幕很亮"},
        {"@type": "schema:UserReview", "schema:reviewBody": "屏幕很亮"},
        {"@type": "WebPage", "mainEntity": {"@type": "Product", "review": [review()]}},
    ],
)
def test_a_review_is_found_wherever_json_ld_puts_it(data: Any) -> None:
    assert bodies(script(data)) == ["屏幕很亮"]


def test_reviews_that_are_referred_to_by_id_are_found_once_with_their_subject() -> None:
    graph = [
        {"@id": "#p", "@type": "Product", "name": "N1", "review": [{"@id": "#r"}]},
        {**review(), "@id": "#r", "author": {"@id": "#a"}},
        {"@id": "#a", "@type": "Person", "name": "Mei"},
    ]
    found, _ = read(script({"@graph": graph}))
    assert [(one.subject, one.node["author"]["name"]) for one in found] == [("N1", "Mei")]


def test_a_review_names_what_it_reviews() -> None:
    found, _ = read(script(review(itemReviewed={"@type": "Product", "name": "N2"})))
    assert found[0].subject == "N2"


def test_things_that_refer_to_each_other_are_walked_once() -> None:
    graph = [
        {"@id": "#p", "name": "N1", "review": {"@id": "#r"}},
        {**review(), "@id": "#r", "itemReviewed": {"@id": "#p"}},
    ]
    assert len(read(script({"@graph": graph}))[0]) == 1


def test_an_aggregate_rating_is_no_review() -> None:
    data = {"@type": "Product", "aggregateRating": {"@type": "AggregateRating", "ratingValue": 4}}
    assert bodies(script(data)) == []


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "Review", "reviewBody": "one\ntwo"}',
        '<!-- {"@type": "Review", "reviewBody": "one two"} -->',
        '/* <![CDATA[ */ {"@type": "Review", "reviewBody": "one two"} /* ]]> */',
        '//<![CDATA[\n{"@type": "Review", "reviewBody": "one two"}\n//]]>',
        '{"@type": "Review", "reviewBody": "one two"};',
        '{"@type": "Review", "reviewBody": "one two",}',
        '{"@type": "Review", "reviewBody": "one \\two \\x"}',
        "{&quot;@type&quot;: &quot;Review&quot;, &quot;reviewBody&quot;: &quot;one two&quot;}",
    ],
    ids=[
        "raw break",
        "comment",
        "css cdata",
        "js cdata",
        "semicolon",
        "comma",
        "escape",
        "entities",
    ],
)
def test_json_ld_as_sites_write_it_is_read(text: str) -> None:
    assert len(read(script(text))[0]) == 1


def test_a_broken_script_is_rejected_and_the_others_are_read() -> None:
    markup = script(review("eins")) + script('{"@type": "Review", ') + script(review("zwei"))

    found, rejected = read(markup)

    assert [one.node["reviewbody"] for one in found] == ["eins", "zwei"]
    assert [one.where for one in rejected] == [f"{URL} JSON-LD script 2"]
    assert rejected[0].raw == '{"@type": "Review",'
    assert "not JSON" in rejected[0].reason


MICRODATA = """
<div itemscope itemtype="http://schema.org/Product" itemref="more">
  <h1 itemprop="name">N1</h1>
  <div itemprop="review" itemscope itemtype="http://schema.org/Review">
    <span itemprop="author" itemscope itemtype="http://schema.org/Person">
      <b itemprop="name">Lin</b></span>
    <meta itemprop="datePublished" content="2024-05-01">
    <div itemprop="reviewRating" itemscope itemtype="http://schema.org/Rating">
      <meta itemprop="ratingValue" content="4"></div>
    <p itemprop="reviewBody">屏幕很亮，<br>电池一般</p>
  </div>
</div>
<div id="more">
  <div itemprop="review" itemscope itemtype="http://schema.org/Review">
    <p itemprop="reviewBody">elsewhere</p>
  </div>
</div>"""


def test_microdata_is_read_also_by_reference() -> None:
    found, rejected = read(MICRODATA)
    assert rejected == []
    assert [(one.subject, one.syntax) for one in found] == [("N1", "microdata")] * 2
    assert {one.node["reviewbody"] for one in found} == {"屏幕很亮，\n电池一般", "elsewhere"}


@pytest.mark.parametrize(
    "markup",
    [
        """<div vocab="https://schema.org/" typeof="Product"><span property="name">N1</span>
        <div property="review" typeof="Review"><span property="author">Lin</span>
        <p property="reviewBody">屏幕很亮</p></div></div>""",
        """<div xmlns:v="http://rdf.data-vocabulary.org/#" typeof="v:Product">
        <b property="v:name">N1</b><div rel="v:hasReview"><div typeof="v:Review">
        <span property="v:reviewer">Lin</span>
        <p property="v:description">屏幕很亮</p></div></div></div>""",
    ],
    ids=["RDFa Lite", "data-vocabulary.org"],
)
def test_rdfa_is_read(markup: Any) -> None:
    found, rejected = read(markup)
    assert rejected == []
    assert [(one.syntax, one.subject) for one in found] == [("rdfa", "N1")]
    assert ["屏幕很亮"] in found[0].node.values()


def test_json_that_is_nested_without_end_is_not_followed() -> None:
    deep = '{"a":' * 300 + json.dumps(review()) + "}" * 300
    deeper = "[" * 100_000
    found, rejected = read(script(deep) + script(deeper) + script(review()))
    assert len(found) == 1
    assert [one.where for one in rejected] == [f"{URL} JSON-LD script 2"]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "@id",
                    "@graph",
                    "@value",
                    "review",
                    "author",
                    "reviewBody",
                    "reviewRating",
                    "itemReviewed",
                    "name",
                    "ratingValue",
                ]
            ),
            inner | st.sampled_from(["Review", "Product", "#1"]),
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(json_values)
@settings(max_examples=150)
def test_any_json_is_walked_to_its_end(data: Any) -> None:
    read(script(json.dumps(data)))


@given(
    st.binary(max_size=300)
    | st.from_regex(
        r"(<(div|p|script|!--)( itemscope| itemprop=review| itemtype=Review| typeof=Review)?>|x)"
        r"{0,12}"
    ).map(str.encode)
)
@settings(max_examples=150)
def test_any_bytes_are_read_as_a_page(content: Any) -> None:
    document = Document.parse(content.decode("utf-8", "replace"), url=URL)
    read_reviews(document)
    document.next_page()
