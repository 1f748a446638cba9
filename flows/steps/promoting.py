"""A candidate's way into the project's taxonomy: planned, tried, then written."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from flows.settings import SETTINGS_FILE, Settings, SettingsError
from flows.steps.discovering import project_cut
from flows.steps.project import EARLIEST, chosen, end_of_day
from flows.steps.starting import OWN_FILES, naming
from flows.store.candidates import candidate, decide
from flows.store.record import Record
from flows.store.uncovered import Asked, others
from nlp.discovery.editing import with_entry
from nlp.discovery.promotion import Candidate, NothingFinds, accept, extended, merge, promote
from nlp.discovery.wording import best_words, found_by
from nlp.text.words import Cut
from nlp.topics.taxonomy import Taxonomy, read_taxonomy

OTHERS = 20_000
"""Posts beside those of the candidate that its words are tried on, the newest."""
QUOTED = 200
"""Signs of a post that makes a good sample; longer ones only where there is no other."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a candidate.

    Attributes:
        sought: its id, or the beginning of it.
        label: the label that it shall be; '' for one of its best word.
        into: a label of the taxonomy that it shall go into; '' for none.
        words: those to look for; chosen by what they find if empty.
        by: who decides.
    """

    sought: str
    label: str = ""
    into: str = ""
    words: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be written.

    Attributes:
        decided: the candidate, decided on.
        label: its label.
        words: that the taxonomy will look for.
        file: the taxonomy of the project.
        text: its content.
        settings: content of the settings file, where it has to name the taxonomy.
        members: posts of the candidate that the words were tried on, and how many they find.
        others: other posts, and how many they find.
    """

    decided: Candidate
    label: str
    words: tuple[str, ...]
    file: Path
    text: str
    settings: str | None
    members: tuple[int, int]
    others: tuple[int, int]


def plan(record: Record, settings: Settings, wanted: Wanted, *, now: datetime) -> Plan:
    """Return what making a candidate a label, or part of one, would write.

    Raises:
        UnknownCandidate: there is none of that id.
        SettingsError: the project's taxonomy can not be found, read or named.
        nlp.errors.NlpError: it was decided on, or the label or the words will not do.
    """
    found = candidate(record, wanted.sought)
    label = wanted.into or wanted.label or _label(found)
    turn = merge if wanted.into else accept
    decided = turn(found, label, by=wanted.by, at=now)
    file, named = _own_taxonomy(settings)
    source, cut = chosen(settings, "taxonomy"), project_cut(settings)
    taxonomy, text = read_taxonomy(source, cut), source.read_bytes().decode("utf-8-sig")
    asked = Asked(datetime(EARLIEST, 1, 1, tzinfo=UTC), end_of_day(now), most=OTHERS)
    rest = others(record, found.cluster, asked)
    words = wanted.words or _words(found, rest, label, taxonomy, cut)
    short = replace(found, samples=_quotable(found.samples))
    written = (
        extended(short, label, text, taxonomy, words=words, cut=cut)
        if wanted.into
        else with_entry(text, _entry(short, label, taxonomy, words, cut, now))
    )
    members = len(found.samples), found_by(words, found.samples, cut=cut)
    tried = len(rest), found_by(words, rest, cut=cut)
    return Plan(decided, label, words, file, written, named, members, tried)


def _label(found: Candidate) -> str:
    return f"discovered/{found.words[0].lstrip('#').replace('/', ' ')}" if found.words else ""


def _words(
    found: Candidate, rest: list[str], label: str, taxonomy: Taxonomy, cut: Cut
) -> tuple[str, ...]:
    barred = [each.text for each in taxonomy.samples if label not in each.labels]
    words = best_words(found.words, found.samples, rest, cut=cut, barred=barred)
    if not words:
        raise NothingFinds(label)
    return words


def _quotable(samples: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in samples if len(text) <= QUOTED) or samples


def _entry(  # noqa: PLR0913, PLR0917  # what an entry is made of
    found: Candidate, label: str, taxonomy: Taxonomy, words: tuple[str, ...], cut: Cut, at: datetime
) -> str:
    entry = promote(found, label, taxonomy, words=words, cut=cut)
    return f"# Candidate {found.cluster}, accepted on {at:%Y-%m-%d}.\n{entry}"


def _own_taxonomy(settings: Settings) -> tuple[Path, str | None]:
    """Return the project's taxonomy, and the settings that name it where they do not yet."""
    if settings.files.taxonomy is not None:
        return chosen(settings, "taxonomy").resolve(), None
    file = settings.path(OWN_FILES["taxonomy"])
    if file.exists():
        problem = f"is there, but {SETTINGS_FILE} does not name it; name it under [files]"
        raise SettingsError(str(file), problem)
    return file, naming(settings.path(SETTINGS_FILE), {"taxonomy": OWN_FILES["taxonomy"]})


@contextmanager
def tried(settings: Settings, wanted: Plan) -> Iterator[Settings]:
    """Yield settings with the taxonomy as it would be; it lies aside while they are used."""
    aside = wanted.file.with_name(f".{wanted.file.name}.new")
    aside.write_bytes(wanted.text.encode())
    try:
        files = settings.files.model_copy(update={"taxonomy": aside})
        yield settings.model_copy(update={"files": files})
    finally:
        aside.unlink(missing_ok=True)


def settle(record: Record, settings: Settings, wanted: Plan) -> None:
    """Write the taxonomy, name it in the settings where that is due, and note the decision.

    The decision comes last: killed before, the same command finds the label there, and says so.
    """
    _replace(wanted.file, wanted.text)
    if wanted.settings is not None:
        _replace(settings.path(SETTINGS_FILE), wanted.settings)
    decide(record, wanted.decided)


def _replace(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(text.encode())
    if path.exists():
        shutil.copymode(path, aside)
    aside.replace(path)
