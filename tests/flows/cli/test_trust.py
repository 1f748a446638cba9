"""The command trust on tables that an older version published."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from tags import NOW, add

from flows.cli import cli
from flows.settings import load_settings
from flows.steps.project import open_record
from flows.steps.publishing import publish_tables
from flows.store.marts.manifest import Folder, Manifest


@pytest.mark.parametrize("words", [(), ("--json",), ("a post",)], ids=["counts", "json", "post"])
def test_tables_from_before_there_was_trust_are_one_line(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "opinionflow.toml").write_text("", "utf-8")
    settings = load_settings(tmp_path)
    with open_record(settings) as record:
        add(record, 1)
        held = publish_tables(record, settings).tables
    of_trust = {"post_trust", "trust_signals"}
    before = {name: mart for name, mart in held.items() if name not in of_trust}
    Folder(settings.marts_url).put(Manifest(1, NOW, before))
    done = CliRunner().invoke(cli, ["trust", *words, "--home", str(tmp_path)])
    assert done.exit_code == 1
    assert done.output == (
        "Error: the published tables hold no trust yet;"
        " run `opinionflow run tag` and `opinionflow run report`\n"
    )
