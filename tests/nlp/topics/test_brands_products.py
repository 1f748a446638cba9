from pathlib import Path

import pytest

from nlp.errors import LexiconError, SampleMismatch
from nlp.text.words import cutter
from nlp.topics.brands import Brand, Brands, Product, read_brands

LARK = Brand(name="Lark", products=(Product(name="LarkPods", aliases=("云雀豆",)),))


def written(folder: Path, text: str) -> Path:
    path = folder / "brands.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_who_names_a_product_names_its_brand() -> None:
    known = Brands((LARK,))
    found = known.find("云雀豆比 Lark 好", cutter(known.words)("云雀豆比 Lark 好"))
    assert [(each.label, each.product) for each in found] == [("Lark", "LarkPods"), ("Lark", None)]


@pytest.mark.parametrize("place", ["aliases", "products"])
def test_a_product_can_not_have_the_name_of_something_else(tmp_path: Path, place: str) -> None:
    also = {"aliases": 'aliases = ["豆"]', "products": 'products = [{ name = "豆" }]'}[place]
    path = written(
        tmp_path,
        f'[[brand]]\nname = "A1"\n{also}\n[[brand]]\nname = "B1"\nproducts = [{{ name = "豆" }}]\n',
    )
    with pytest.raises(LexiconError, match=r":6: brand.1.products.0.name: '豆' already names"):
        read_brands(path)


def test_a_sample_that_names_something_else_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, '[[brand]]\nname = "A1"\n[[sample]]\ntext = "A1"\nnames = ["B1"]\n')
    with pytest.raises(SampleMismatch, match=r"brands.toml:3: sample.0.*\['B1'\].*\['A1'\]"):
        read_brands(path)


def test_brands_that_share_a_market_compete_unless_both_are_ours() -> None:
    known = Brands(
        (
            Brand(name="Ours", own=True, markets=("tea", "coffee")),
            Brand(name="Too", own=True, markets=("tea",)),
            Brand(name="Theirs", markets=("coffee",)),
            Brand(name="Away", markets=("cars",)),
        )
    )
    assert known.own == ("Ours", "Too")
    assert known.competitors("Ours") == ("Theirs",)
    assert known.competitors("Theirs") == ("Ours",)
    assert known.competitors("Away") == ()


def test_who_is_ours_says_nothing_of_texts() -> None:
    ours = LARK.model_copy(update={"own": True, "markets": ("audio",)})
    other = LARK.model_copy(update={"products": ()})
    assert Brands((LARK,)).version == Brands((ours,)).version != Brands((other,)).version
