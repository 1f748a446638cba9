"""How often the shipped models are right, set by set, beside peers of the same run.

    python benchmarks/quality/run.py --data DIR --date YYYY-MM-DD [--cache DIR]
        [--models fast,accurate,auto] [--leave-out SHARE] [--pin [--lower]]

Asks every shipped model, two plain baselines trained here, and the ready-made tools of the extra
`peers` about the texts held out of the sets of `nlp.training.sets`; writes `docs/quality.md`, and
`nlp/models/quality.json` for the report. Some twenty minutes on one core, a minute where
`--cache` holds what was asked before; `--leave-out`, which trains everything again without each
family of sets, takes an hour with a share of 0.3, and its figures stay on the page until then.

Exit 1, with set, figure and floor, if a model misses a floor of `floors.toml`; `--pin` sets the
floors under what was measured.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import families
import pandas as pd
from baselines import baselines
from feelings import section
from figures import calibration_error, reliability
from floors import misses, pinned, read_floors, write_floors
from held import LANGS, TRAINS, read_held, tested
from models import Asked, ask
from own import own_answers, own_scores, own_section, pin_own
from page import Extra, page
from peers import ask_peers
from rivals import Rivals
from tag_sections import with_sections
from topics import topic_scores

import nlp
from nlp.errors import ModelError
from nlp.sentiment.model import load_model
from nlp.topics.taxonomy import read_taxonomy

ROOT = Path(__file__).parents[2]
MODELS = Path(nlp.__file__).parent / "models"
TAXONOMY = Path(nlp.__file__).parent / "lexicons" / "topics.toml"
KEPT = ("texts", "accuracy", "macro_f1", "poles", "neutral", "undecided", "ece")


def measure(asked: argparse.Namespace) -> tuple[Rivals, pd.DataFrame]:
    """Return what everyone says of the held-out texts, and all texts."""
    frame = read_held(asked.data, asked.cache)
    test = tested(frame)
    models = ask(asked.models.split(","), test, asked.cache)
    if not models:
        sys.exit("none of the models asked for is there")
    others = [*baselines(frame, asked.cache), *ask_peers(test, asked.cache)]
    return Rivals(
        test.assign(truth=test["polarity"]).drop(columns="polarity"), models, others
    ), frame


def write_scores(rivals: Rivals, *, date: str) -> None:
    """Write the figures of the models asked beside the weights; those not asked keep theirs."""
    told = {asked.name: _scores(rivals, asked) | {"date": date} for asked in rivals.models}
    file = MODELS / "quality.json"
    kept = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    text = json.dumps({**kept, **told}, indent=1, ensure_ascii=False) + "\n"
    file.write_text(text, encoding="utf-8")


def _scores(rivals: Rivals, asked: Asked) -> dict[str, object]:
    sets = rivals.by_set(asked)[list(KEPT)].round(1).to_dict(orient="index")
    rows = rivals.rows(asked, trains=True)
    return {
        "version": asked.version,
        "sets": {
            str(name): {"lang": LANGS[str(name)], "trains": TRAINS[str(name)], **found}
            for name, found in sorted(sets.items())
        },
        "languages": {str(lang): _language(held) for lang, held in rows.groupby("lang")},
    }


def _language(rows: pd.DataFrame) -> dict[str, object]:
    bands = reliability(rows).round(1).to_dict(orient="index")
    return {"ece": round(calibration_error(rows), 1), "reliability": bands}


def gate(accuracies: Mapping[str, Mapping[str, float]]) -> int:
    """Say which floors are missed; return the exit status."""
    missed = misses(accuracies, read_floors())
    for miss in missed:
        print(f"below its floor: {miss}", file=sys.stderr)
    return 1 if missed else 0


def _pin(
    rivals: Rivals, own: Mapping[str, Mapping[str, Mapping[str, float]]], *, lower: bool
) -> None:
    counts = {str(name): len(rows) for name, rows in rivals.texts.groupby("set")}
    write_floors(pinned(_accuracies(rivals), read_floors(), texts=counts, lower=lower))
    pin_own(own, lower=lower)


def _accuracies(rivals: Rivals) -> dict[str, dict[str, float]]:
    found = {asked.name: rivals.by_set(asked)["accuracy"] for asked in rivals.models}
    return {
        name: {str(key): float(value) for key, value in column.items()}
        for name, column in found.items()
    }


def _left_out(frame: pd.DataFrame, asked: argparse.Namespace) -> Mapping[str, object]:
    if asked.leave_out:
        found = families.leave_out(
            frame, asked.data, share=asked.leave_out, date=asked.date, cache=asked.cache
        )
        families.write(found)
    return families.read()


def _feelings(data: Path, held: pd.DataFrame) -> str:
    try:
        return section(data, sentiment=load_model("fast"), held=held)
    except (ModelError, OSError) as error:
        print(f"emotion and sarcasm skipped: {error}")
        return "Not measured."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    asked = _parser().parse_args(arguments)
    rivals, frame = measure(asked)
    answers = own_answers([each.name for each in rivals.models])
    own = own_scores(answers)
    extra = Extra(
        date=asked.date,
        left_out=_left_out(frame, asked),
        topics=topic_scores(read_taxonomy(TAXONOMY), asked.data),
        own=own_section(own, answers),
        feelings=_feelings(asked.data, rivals.texts),
    )
    asked.output.write_text(with_sections(page(rivals, extra)), encoding="utf-8")
    write_scores(rivals, date=asked.date)
    if asked.pin:
        _pin(rivals, own, lower=asked.lower)
    return gate(_accuracies(rivals))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--date", required=True, help="date to write on the page")
    parser.add_argument("--models", default="fast,accurate,auto", help="models to ask")
    parser.add_argument("--cache", type=Path, help="folder that keeps answers between runs")
    parser.add_argument(
        "--leave-out",
        type=float,
        metavar="SHARE",
        help="train without each family too, on this share of the training texts (1: all)",
    )
    parser.add_argument("--pin", action="store_true", help="set the floors under the figures")
    parser.add_argument("--lower", action="store_true", help="let --pin lower floors")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "quality.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
