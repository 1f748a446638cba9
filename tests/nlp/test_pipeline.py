import ast
from pathlib import Path

import pytest

import nlp
from nlp import pipeline
from nlp.pipeline import meaning

ROOT = Path(nlp.__file__).parent
CODE = 'def double(x):\n    """Return twice x."""\n    return 2 * x\n'


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("twice x", "x doubled", True),
        ("2 * x", "2 * x  # why", True),
        ("    return", "\n    # why\n\n    return", True),
        ("2 * x", "3 * x", False),
        ("2 * x", "'# 2' * x", False),
        ("2 * x", '(\n"""a"""\n) * x', False),
    ],
    ids=["docstring", "comment", "blank lines", "code", "no comment", "no docstring"],
)
def test_only_code_counts_in_a_version(old: str, new: str, same: bool) -> None:  # noqa: FBT001  # a case
    assert (meaning(CODE.replace(old, new)) == meaning(CODE)) is same


@pytest.mark.parametrize("string", ['"""a"""', "'a # b'", 'f"{x}"', r'r"\s"', "'''\n\na  \n'''"])
@pytest.mark.parametrize("frame", ["x = {}", "f(\n    {}\n)", "x = \\\n{}", "[{}][0]"])
def test_strings_that_are_no_docstrings_stay_as_they_are(frame: str, string: str) -> None:
    written = frame.replace("{}", string)
    assert meaning(f"{written}  # why\n") == written


def plain(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
    return ast.dump(tree)


def test_what_counts_in_a_version_is_the_same_program_without_docstrings() -> None:
    for path in ROOT.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        left = meaning(source)
        assert plain(left) == plain(source), path
        assert ast.get_docstring(ast.parse(left)) == "", path


def changed(monkeypatch: pytest.MonkeyPatch, name: str, value: object) -> bool:
    before = pipeline.Pipeline(frozenset(), ()).version
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, name, value)
        pipeline._code_version.cache_clear()
        after = pipeline.Pipeline(frozenset(), ()).version
    pipeline._code_version.cache_clear()
    return before != after


@pytest.mark.parametrize("name", ["jieba", "rjieba", "py3langid"])
def test_another_release_of_what_cuts_and_tells_languages_is_another_version(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    told = pipeline.release
    assert changed(monkeypatch, "release", lambda asked: told(asked) + "1" * (asked == name))
    assert not changed(monkeypatch, "release", lambda asked: told(asked))


def test_another_table_of_traditional_signs_is_another_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table = tmp_path / "traditional.txt"
    table.write_bytes((ROOT / "lexicons" / "traditional.txt").read_bytes())
    assert not changed(monkeypatch, "_DATA", (table,))
    table.write_text("電电\n", encoding="utf-8")
    assert changed(monkeypatch, "_DATA", (table,))
