from pathlib import Path

import pytest

from nlp.errors import LexiconError
from nlp.text.words import cutter
from nlp.topics.brands import Brand, Brands, read_brands

CUT = cutter()


def mentions(brands: Brands, text: str) -> list[tuple[str, str]]:
    found = brands.find(text, CUT(text))
    return [(match.label, text[match.start : match.end]) for match in found]


def test_a_brand_is_found_by_any_name(brands: Brands) -> None:
    assert mentions(brands, "晨露咖啡比 NORTHPEAK 和 larkpods 好") == [
        ("Morningdew", "晨露咖啡"),
        ("Northpeak", "NORTHPEAK"),
        ("Lark Audio", "larkpods"),
    ]


@pytest.mark.parametrize("text", ["LarKpods很好用", "larkpods", "LARKPODS 很好用"])
def test_names_that_differ_in_case_alone_are_found_once(text: str) -> None:
    lark = Brands((Brand(name="Larkpods", aliases=("LARKPODS", "larkPods")),))
    assert mentions(lark, text) == [("Larkpods", text[:8])]


@pytest.mark.parametrize("alias", ["Lark 60", "Lark60", "云雀60", "云雀 60"])
def test_a_blank_before_figures_makes_no_other_name(alias: str) -> None:
    lark = Brands((Brand(name="Lark Audio", aliases=(alias,)),))
    for spelling in {alias, alias.replace(" ", ""), alias.replace("60", " 60").replace("  ", " ")}:
        assert mentions(lark, f"买了{spelling} Pro，好用") == [("Lark Audio", spelling)]
        assert mentions(lark, f"买了{spelling}0") == []


def test_a_short_code_is_not_torn_into_a_word_and_a_number() -> None:
    assert mentions(Brands((Brand(name="Lark Audio", aliases=("A1",)),)), "type A 1 piece") == []


def test_two_brands_can_not_share_a_name_by_a_blank(tmp_path: Path) -> None:
    path = tmp_path / "brands.toml"
    names = ('name = "Lark 60"', 'name = "B1"\naliases = ["lark60"]')
    path.write_text("".join(f"[[brand]]\n{name}\n" for name in names))
    with pytest.raises(LexiconError, match="already names 'Lark 60'"):
        read_brands(path)


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
