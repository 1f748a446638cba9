import subprocess
import sys
from pathlib import Path

import pytest

from flows.steps.scaffolding import BadKind, new_source


def test_a_new_source_passes_its_own_test_and_reads_well(tmp_path: Path) -> None:
    module, test = new_source("town-hall", tmp_path)[1:]
    root = tmp_path / "opinionflow-town-hall"
    assert (module, test.parent) == (root / "opinionflow_town_hall.py", root / "tests")
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(root)],
        capture_output=True, text=True, check=False, cwd=root, timeout=120,
    )  # fmt: skip
    assert (tested.returncode, "2 passed" in tested.stdout) == (0, True), tested.stdout
    formatted = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--check", "--line-length", "100", str(root)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert formatted.returncode == 0, formatted.stdout


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("feed", "one of that name"),
        ("Feed2", "small letters"),
        ("2feed", "a letter first"),
        ("../up", "small letters"),
        ("a--b", "single hyphens"),
        ("none", "keeps that word"),
    ],
)
def test_a_name_that_will_not_do_is_refused_with_the_reason(
    tmp_path: Path, kind: str, why: str
) -> None:
    with pytest.raises(BadKind, match=why):
        new_source(kind, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_package_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    new_source("town", tmp_path)
    with pytest.raises(BadKind, match="there already"):
        new_source("town", tmp_path)
