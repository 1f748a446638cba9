from pathlib import Path

import pytest

from nlp.errors import LexiconError
from nlp.text.words import cutter
from nlp.topics.brands import Brands, read_brands

CUT = cutter()


def mentions(brands: Brands, text: str) -> list[tuple[str, str]]:
    found = brands.find(text, CUT(text))
    return [(match.pattern.label, text[match.start : match.end]) for match in found]


def test_a_brand_is_found_by_any_name(brands: Brands) -> None:
    assert mentions(brands, "晨露咖啡比 NORTHPEAK 和 larkpods 好") == [
        ("Morningdew", "晨露咖啡"),
        ("Northpeak", "NORTHPEAK"),
        ("Lark Audio", "larkpods"),
    ]


def test_an_ambiguous_name_needs_its_company(brands: Brands) -> None:
    assert mentions(brands, "窗外云雀在叫") == []
    assert mentions(brands, "云雀耳机") == [("Lark Audio", "云雀")]


def test_two_brands_can_not_share_a_name(tmp_path: Path) -> None:
    path = tmp_path / "brands.toml"
    path.write_text('[[brand]]\nname = "A1"\n\n[[brand]]\nname = "B1"\naliases = ["a1"]\n')
    with pytest.raises(LexiconError, match=r"brands.toml:5: brand.1: 'a1' already names 'A1'"):
        read_brands(path)


def test_the_same_brand_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "brands.toml"
    path.write_text('[[brand]]\nname = "A1"\n[[brand]]\nname = "A1"\n')
    with pytest.raises(LexiconError, match="already names 'A1'"):
        read_brands(path)


def test_a_file_without_brands_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "brands.toml"
    path.write_text("# none yet\n")
    assert read_brands(path).words == ()


def test_the_version_follows_the_names(brands: Brands) -> None:
    assert brands.version == Brands(brands.brands).version != Brands(brands.brands[1:]).version
