import time
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


def test_a_competitor_beside_it_is_company(brands: Brands) -> None:
    assert mentions(brands, "云雀没有北峰耐用") == [("Lark Audio", "云雀"), ("Northpeak", "北峰")]
    assert mentions(brands, "喝着晨露看云雀") == [("Morningdew", "晨露")]


def test_an_ambiguous_competitor_is_no_company_itself() -> None:
    words = {"markets": ("audio",)}
    both = tuple(
        Brand(name=name, ambiguous=({"word": word, "near": ("耳机",)},), **words)
        for name, word in (("Lark", "云雀"), ("Tern", "燕鸥"))
    )
    assert mentions(Brands(both), "云雀和燕鸥飞过") == []
    assert mentions(Brands(both), "云雀和燕鸥的耳机") == [("Lark", "云雀"), ("Tern", "燕鸥")]


@pytest.mark.parametrize("text", ["清晨的晨露打湿裤脚", "泰山北峰风景好", "云雀停在枝头，北峰"])
def test_what_stands_in_no_text_about_the_brand_keeps_it_out(brands: Brands, text: str) -> None:
    assert {label for label, _ in mentions(brands, text)} <= {"Northpeak"} - {
        "Northpeak" if "泰山" in text else ""
    }


def test_who_competes_counts_for_names_that_need_company() -> None:
    lark = Brand(name="Lark", ambiguous=({"word": "云雀", "near": ("耳机",)},))
    other = lark.model_copy(update={"markets": ("audio",)})
    assert Brands((lark,)).version != Brands((other,)).version


def test_two_brands_can_not_share_a_name(tmp_path: Path) -> None:
    path = tmp_path / "brands.toml"
    path.write_text('[[brand]]\nname = "A1"\n\n[[brand]]\nname = "B1"\naliases = ["a1"]\n')
    with pytest.raises(LexiconError, match=r"toml:6: brand.1.aliases.0: 'a1' already names 'A1'"):
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


def test_thousands_of_brands_of_one_market_are_read_soon(tmp_path: Path) -> None:
    path = tmp_path / "brands.toml"
    brands = (f'[[brand]]\nname = "Brand{n}"\nmarkets = ["all"]\n' for n in range(3000))
    path.write_text("".join(brands), "utf-8")
    before = time.process_time()
    assert len(read_brands(path).competitors("Brand7")) == 2999
    assert time.process_time() - before < 10
