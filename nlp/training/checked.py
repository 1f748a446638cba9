"""Check the samples of the shipped word lists, and note it: `python -m nlp.training.checked`.

Stops at the first sample that does not give what it names, with file and line.
"""

from nlp.aspects import aspects
from nlp.aspects.taxonomy import FOLDER, industries
from nlp.checked import note
from nlp.needs import rules as needs
from nlp.topics import comparisons
from nlp.trust import rules as trust


def main() -> None:
    """Run the command."""
    needs.read_rules(needs.SHIPPED)
    trust.read_rules(trust.SHIPPED)
    comparisons.read_comparisons(comparisons.SHIPPED)
    for industry in industries():
        aspects.shipped_aspects(industry).check(FOLDER / f"{industry}.toml")
    note([needs.SHIPPED, comparisons.SHIPPED, *trust.PARTS, *aspects.PARTS])


if __name__ == "__main__":
    main()
