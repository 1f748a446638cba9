import ast
from pathlib import Path

import pytest

import nlp
from nlp import pipeline
from nlp.pipeline import code_version, meaning

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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("text/a.py", "training/b.py", "lexicons/pairs.txt", "lexicons/stopwords.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = 1\n", encoding="utf-8")
    return tmp_path


def version(root: Path) -> str:
    code_version.cache_clear()
    return code_version(root)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("text/a.py", True),
        ("lexicons/pairs.txt", True),
        ("training/b.py", False),
        ("lexicons/stopwords.txt", False),
    ],
)
def test_a_version_follows_the_code_and_lists_that_make_tags(
    root: Path, name: str, *, counts: bool
) -> None:
    before = version(root)
    assert version(root) == before
    (root / name).write_text("x = 2\n", encoding="utf-8")
    assert (version(root) != before) is counts


@pytest.mark.parametrize("name", ["jieba", "rjieba", "py3langid"])
def test_another_release_of_what_cuts_and_tells_languages_is_another_version(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    told, before = pipeline.release, version(root)
    monkeypatch.setattr(pipeline, "release", lambda asked: told(asked) + "1" * (asked == name))
    assert version(root) != before
    code_version.cache_clear()
