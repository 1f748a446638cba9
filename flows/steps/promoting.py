"""A candidate's way into the project's taxonomy: planned, tried, then written."""

import os
import shutil
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from flows.settings import SETTINGS_FILE, Settings, SettingsError
from flows.steps.discovering import project_cut
from flows.steps.project import EARLIEST, chosen, end_of_day
from flows.steps.starting import OWN_FILES, naming
from flows.store.candidates import candidate, deciding
from flows.store.record import Record
from flows.store.uncovered import Asked, others
from nlp.discovery.editing import with_entry
from nlp.discovery.promotion import (
    Candidate,
    NothingFinds,
    accept,
    extended,
    merge,
    promote,
    reopen,
)
from nlp.discovery.wording import best_words, found_by
from nlp.text.words import Cut
from nlp.topics.taxonomy import Taxonomy, read_taxonomy

OTHERS = 20_000
"""Posts beside those of the candidate that its words are tried on, the newest."""

ANYBODY_WRITES: Final = 0o222


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
        before: what the files held that are written to, in bytes; None where there was no file.
        members: posts of the candidate that the words were tried on, and how many they find.
        others: other posts, and how many they find.
    """

    decided: Candidate
    label: str
    words: tuple[str, ...]
    file: Path
    text: str
    settings: str | None
    before: Mapping[Path, bytes | None]
    members: tuple[int, int]
    others: tuple[int, int]


def plan(record: Record, settings: Settings, wanted: Wanted, *, now: datetime) -> Plan:
    """Return what making a candidate a label, or part of one, would write.

    What was decided before goes on: the label is written where the taxonomy has it not.

    Raises:
        UnknownCandidate: there is none of that id.
        SettingsError: the project's taxonomy can not be found, read, named or written to.
        nlp.errors.NlpError: it was decided on, or the label or the words will not do.
    """
    found = candidate(record, wanted.sought)
    label = wanted.into or wanted.label or found.label or _label(found)
    turn = merge if wanted.into else accept
    decided = turn(found, label, by=wanted.by, at=now)
    file, named, before = _own_taxonomy(settings)
    source, cut = chosen(settings, "taxonomy"), project_cut(settings)
    taxonomy, text = read_taxonomy(source, cut), source.read_bytes().decode("utf-8-sig")
    asked = Asked(datetime(EARLIEST, 1, 1, tzinfo=UTC), end_of_day(now), most=OTHERS)
    rest = others(record, found.cluster, asked)
    goes_on = found.label == label and label in taxonomy.labels
    words = wanted.words or _there(label, taxonomy, decided)
    words = words or _words(found, rest, label, taxonomy, cut)
    written = (
        extended(found, label, text, taxonomy, words=words, cut=cut)
        if wanted.into or goes_on
        else with_entry(text, _entry(found, label, taxonomy, words, cut, now))
    )
    members = len(found.samples), found_by(words, found.samples, cut=cut)
    tried = len(rest), found_by(words, rest, cut=cut)
    return Plan(decided, label, words, file, written, named, before, members, tried)


def _label(found: Candidate) -> str:
    return f"discovered/{found.words[0].lstrip('#').replace('/', ' ')}" if found.words else ""


def _there(label: str, taxonomy: Taxonomy, decided: Candidate) -> tuple[str, ...]:
    """Return the words of a label that the taxonomy has because a candidate became it."""
    has = (topic.words for topic in taxonomy.topics if topic.label == label)
    return next(has, ()) if decided.state == "accepted" else ()


def _words(
    found: Candidate, rest: list[str], label: str, taxonomy: Taxonomy, cut: Cut
) -> tuple[str, ...]:
    barred = [each.text for each in taxonomy.samples if label not in each.labels]
    words = best_words(found.words, found.samples, rest, cut=cut, barred=barred)
    if not words:
        raise NothingFinds(label)
    return words


def _entry(  # noqa: PLR0913, PLR0917  # what an entry is made of
    found: Candidate, label: str, taxonomy: Taxonomy, words: tuple[str, ...], cut: Cut, at: datetime
) -> str:
    entry = promote(found, label, taxonomy, words=words, cut=cut)
    return f"# Candidate {found.cluster}, accepted on {at:%Y-%m-%d}.\n{entry}"


def _own_taxonomy(settings: Settings) -> tuple[Path, str | None, dict[Path, bytes | None]]:
    """Return the project's taxonomy, the settings that name it where they do not yet, and both.

    The last is what they hold now, of those that will be written to.
    """
    if settings.files.taxonomy is not None:
        file = chosen(settings, "taxonomy").resolve()
        return file, None, _held(file)
    file = settings.path(OWN_FILES["taxonomy"])
    if file.exists():
        problem = f"is there, but {SETTINGS_FILE} does not name it; name it under [files]"
        raise SettingsError(str(file), problem)
    named = settings.path(SETTINGS_FILE)
    before = _held(file, named)
    return file, naming(named, {"taxonomy": OWN_FILES["taxonomy"]}), before


def _held(*paths: Path) -> dict[Path, bytes | None]:
    for path in paths:
        writable = all(os.access(one, os.W_OK) for one in (path, path.parent) if one.exists())
        if not writable or (path.exists() and not path.stat().st_mode & ANYBODY_WRITES):
            raise SettingsError(str(path), "can not be written to; allow that, then do it again")
    return {path: _bytes(path) for path in paths}


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


@contextmanager
def tried(settings: Settings, wanted: Plan) -> Iterator[Settings]:
    """Yield settings with the taxonomy as it would be; it lies aside while they are used."""
    aside = _aside(wanted.file)
    try:
        aside.write_bytes(wanted.text.encode())
        files = settings.files.model_copy(update={"taxonomy": aside})
        yield settings.model_copy(update={"files": files})
    finally:
        aside.unlink(missing_ok=True)


def settle(record: Record, settings: Settings, wanted: Plan) -> None:
    """Write the taxonomy, name it in the settings where that is due, and note the decision.

    The decision comes last: killed before, the same command finds the label there, and says so.

    Raises:
        SettingsError: somebody wrote to a file since the plan was made; nothing is written.
    """
    with deciding(record, wanted.decided):
        for path, before in wanted.before.items():
            if _bytes(path) != before:
                problem = "was changed meanwhile; nothing was written; give the command again"
                raise SettingsError(str(path), problem)
        _replace(wanted.file, wanted.text, wanted.before)
        if wanted.settings is not None:
            _replace(settings.path(SETTINGS_FILE), wanted.settings, wanted.before)


def reopened(
    record: Record, settings: Settings, sought: str, *, by: str, now: datetime
) -> Candidate:
    """Return a candidate as one to decide on: a rejected one, or one whose label is gone.

    Raises:
        UnknownCandidate: there is none of that id.
        nlp.errors.NlpError: it can not be taken back, or the taxonomy can not be read.
    """
    taxonomy = read_taxonomy(chosen(settings, "taxonomy"), project_cut(settings))
    return reopen(candidate(record, sought), by=by, at=now, taxonomy=taxonomy)


def _replace(path: Path, text: str, before: Mapping[Path, bytes | None]) -> None:
    """Write a file whole or not at all, with the mark and the mode that it had."""
    held, aside = before[path], _aside(path)
    mark = BOM_UTF8 if held is not None and held.startswith(BOM_UTF8) else b""
    if mark + text.encode() == held:
        return
    try:
        aside.write_bytes(mark + text.encode())
        if held is not None:
            shutil.copymode(path, aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _aside(path: Path) -> Path:
    """Return a name beside a file that no other run of a command has."""
    return path.with_name(f".{path.name}.{uuid4().hex}.new")
