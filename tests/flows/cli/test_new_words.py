"""New words from the command line."""

import json
import random

from click.testing import CliRunner

from flows.cli import cli

# 霍利菲 is no word of any dictionary; it stands before and after many others, among signs at random
AROUND = ["好用", "难看", "很贵", "便宜", "漂亮", "结实", "轻便", "耐用", "小巧", "厚重"]
DICE = random.Random(0)
NOISE = ["".join(chr(DICE.randrange(0x4E00, 0x9000)) for _ in range(60)) for _ in range(100)]
TEXTS = [f"{before}霍利菲{after}" for before in AROUND for after in AROUND] + NOISE
LINES = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in TEXTS)


def listed(*options: str, lines: str = LINES) -> tuple[int, list[dict[str, object]], str]:
    done = CliRunner().invoke(cli, ["new-words", *options], input=lines)
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_a_word_that_no_dictionary_holds_is_listed_with_examples() -> None:
    code, rows, _ = listed("--min-count", "10")
    (found,) = [row for row in rows if row["word"] == "霍利菲"]
    assert (code, found["count"]) == (0, 100)
    assert all("霍利菲" in str(example) for example in found["examples"])  # type: ignore[attr-defined]  # a list


def test_no_more_are_listed_than_asked_for() -> None:
    assert len(listed("--min-count", "2", "--limit", "1")[1]) <= 1


def test_a_broken_line_is_named_and_the_rest_counts() -> None:
    code, rows, said = listed("--min-count", "10", lines=LINES + "{broken\n")
    assert (code, len(rows) > 0, "line 201" in said) == (1, True, True)


def test_nothing_gives_nothing() -> None:
    assert listed(lines="")[:2] == (0, [])
