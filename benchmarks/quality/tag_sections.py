"""How often the tags beside sentiment are right, a section a kind of tag.

    python benchmarks/quality/tag_sections.py --data DIR [--kinds needs,trust]

Makes the sections of the kinds asked for (all by default; half an hour on one core), keeps each in
`sections/` beside this file, and writes them behind what `run.py` says of sentiment in
`docs/quality.md`. A kind not asked for keeps the section it has.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).with_name("sections")
PAGE = Path(__file__).parents[2] / "docs" / "quality.md"
BEGINS = "\n<!-- tags beside sentiment: benchmarks/quality/tag_sections.py -->\n"
KINDS: Mapping[str, str] = {
    "aspects": "aspects",
    "aspect-models": "aspect_models",
    "brands": "brands",
    "topics": "topic_models",
    "discovery": "discovery",
    "needs": "needs",
    "interests": "interests",
    "trust": "trust",
}
"""Kind of tag, in the order of the page -> the module whose `section` measures it."""


def with_sections(page: str) -> str:
    """Return `page` with the kept sections at its end, in place of those that it has."""
    kept = [FOLDER / f"{kind}.md" for kind in KINDS]
    found = [path.read_text(encoding="utf-8").strip() for path in kept if path.is_file()]
    body = page.partition(BEGINS)[0].rstrip()
    return "\n\n".join([f"{body}\n{BEGINS}".rstrip(), *found]) + "\n" if found else f"{body}\n"


def write(kind: str, data: Path) -> None:
    """Measure one kind of tag and keep its section."""
    section: Callable[[Path], str] = import_module(KINDS[kind]).section
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{kind}.md").write_text(section(data).strip() + "\n", encoding="utf-8")
    print(f"{kind}: done", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--kinds", default=",".join(KINDS), help="kinds to measure")
    asked = parser.parse_args(arguments)
    for kind in asked.kinds.split(","):
        write(kind, asked.data)
    PAGE.write_text(with_sections(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
